import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createProvider } from '../index.ts'
import { memoryStore } from '../store/memory-store.ts'
import type { Store } from '../store/store.ts'

const REDIRECT_URI = 'https://rp.example/callback'
const answered = { status: 200, headers: {}, body: '' }

/** A provider whose every client is changed by somebody else before a replacement arrives; how often one was tried. */
async function given() {
  const kept = memoryStore()
  let tries = 0
  const store: Store = {
    ...kept,
    replaceClient: async () => {
      tries += 1
      return 'changed'
    },
  }
  const op = await createProvider({
    issuer: 'https://op.example',
    store,
    master_key: new Uint8Array(32).fill(1),
    pages: {
      interact: async () => answered,
      signOut: async () => answered,
      error: () => answered,
    },
    claims: async () => ({}),
    registration: 'open',
    now: () => 1_800_000_000,
  })
  const send = async (method: string, url: string, body: object, token?: string) => {
    const headers = {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    }
    const answer = await op.fetch(new Request(url, { method, headers, body: JSON.stringify(body) }))
    return { status: answer.status, json: await answer.json() }
  }
  return { op, kept, send, tries: () => tries }
}

test('a replacement that always comes too late is told so, after two tries (RFC 9110 §15.5.10)', async () => {
  const { send, kept, tries } = await given()
  const metadata = { redirect_uris: [REDIRECT_URI] }
  const { json: mine } = await send('POST', 'https://op.example/oauth/register', metadata)
  const body = { ...metadata, client_id: mine.client_id, client_name: 'New' }
  const uri = mine.registration_client_uri
  const { status, json } = await send('PUT', uri, body, mine.registration_access_token)
  assert.equal(status, 409)
  assert.deepEqual(json, {
    error: 'invalid_request',
    error_description: 'the client was changed at the same time; read it, and try again',
  })
  assert.equal(tries(), 2)
  assert.equal((await kept.findClient('default', mine.client_id))?.client_name, undefined)
})

test('so is an operator whose change always comes too late', async () => {
  const { op, tries } = await given()
  await op.admin.registerClient('default', { client_id: 'rp', redirect_uris: [REDIRECT_URI] })
  await assert.rejects(op.admin.updateClient('default', { client_id: 'rp', client_name: 'New' }), {
    name: 'SettingError',
    message: "client 'rp' was changed at the same time: look at it, and try again",
  })
  assert.equal(tries(), 2)
})
