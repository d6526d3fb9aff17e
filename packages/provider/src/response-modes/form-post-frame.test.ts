import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReturnAddress } from '../model/request.ts'
import { formPostFrame } from './form-post-frame.ts'
import { formPostTexts } from './form-post-texts.ts'

const client = { client_id: 'rp', client_name: 'Photos' }

/** An address of a client, as far as the page tells of it. */
const at = (redirect_uri: string, of = client) =>
  ({ redirect_uri, client: of }) as unknown as ReturnAddress

const ONE = 'https://one.example/cb'
const OTHER = 'https://other.example/cb'

test('each answer has the frame of its own address, language and client, whatever came before (PITFALLS 16)', () => {
  const renamed = { ...client, client_name: 'Pictures' }
  const asked = [
    [at(ONE), 'en', 'Returning to Photos'],
    [at(OTHER), 'en', 'Returning to Photos'],
    [at(OTHER), 'de', 'Zurück zu Photos'],
    [at(OTHER, renamed), 'de', 'Zurück zu Pictures'],
    [at(ONE), 'en', 'Returning to Photos'],
  ] as const
  for (const [to, language, title] of asked)
    for (const _ of ['first', 'again']) {
      const { headers, before } = formPostFrame(to, formPostTexts([language]))
      const { origin } = new URL(to.redirect_uri)
      assert.ok(headers['content-security-policy']?.includes(`form-action ${origin};`))
      assert.ok(before.includes(`<html lang="${language}">`), before)
      assert.ok(before.includes(`<title>${title}</title>`), before)
      assert.ok(before.endsWith(`<form method="post" action="${to.redirect_uri}">`))
    }
})
