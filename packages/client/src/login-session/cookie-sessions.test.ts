import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cookieSessions } from './cookie-sessions.ts'
import { type Cookies, parseCookies } from './cookies.ts'
import { createSeal } from './seal.ts'
import type { Session } from './session.ts'
import { createSite } from './site.ts'

const NOW = 1_800_000_000

const site = createSite({
  base_url: 'https://app.example.org',
  issuer: 'https://op.example.com',
  client_id: 'app',
  paths: undefined,
  insecure: 'refused',
})
const seal = createSeal(['a secret, of thirty-two characters'], 'session')
const sessions = cookieSessions({ site, seal, now: () => NOW }, { idle: 600, absolute: 1200 })

const sessionOf = (groups: number): Session => ({
  claims: {
    iss: 'https://op.example.com',
    sub: 'jane',
    aud: 'app',
    exp: NOW + 60,
    iat: NOW,
    groups: Array.from({ length: groups }, (_, index) => `group ${index}`),
  },
  started_at: NOW,
  seen_at: NOW,
})

/** What a browser has after these `Set-Cookie` headers. */
const after = (cookies: Cookies, headers: readonly string[]): Cookies => {
  const next = new Map(cookies)
  for (const header of headers) {
    const [[name, value] = assert.fail()] = [...parseCookies(header.split('; ')[0] ?? '')]
    if (header.endsWith('Max-Age=0')) next.delete(name)
    else next.set(name, value)
  }
  return next
}

test('PITFALLS 30: a session of 500 groups goes into several cookies, each of 4096 bytes at most (RFC 6265 §6.1)', async () => {
  const headers = await sessions.start(new Map(), sessionOf(500))
  assert.equal(headers.length, 3)
  for (const header of headers) assert.ok(header.length <= 4096)
  assert.deepEqual(await sessions.find(after(new Map(), headers)), sessionOf(500))
})

test('a session that has become smaller leaves no part of the larger one', async () => {
  const large = after(new Map(), await sessions.start(new Map(), sessionOf(500)))
  const small = after(large, await sessions.renew(large, sessionOf(1)))
  assert.deepEqual([small.size, await sessions.find(small)], [1, sessionOf(1)])
  assert.equal(after(large, await sessions.end(large)).size, 0)
})

test('parts of two sessions are no session', async () => {
  const one = after(new Map(), await sessions.start(new Map(), sessionOf(500)))
  const two = after(new Map(), await sessions.start(new Map(), sessionOf(500)))
  const mixed = new Map([[...one][0] ?? assert.fail(), [...two][1] ?? assert.fail()])
  assert.equal(await sessions.find(mixed), undefined)
})

test('a session that no server would be sent is refused, and says what to do', async () => {
  await assert.rejects(sessions.start(new Map(), sessionOf(2000)), {
    code: 'session_too_large',
    expected: '11400 bytes',
    message: 'the session is too large for cookies: give session.store, or ask for fewer claims',
  })
})
