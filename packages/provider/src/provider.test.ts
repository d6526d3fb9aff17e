import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createProvider, type ProviderConfig, type ProviderEvent, SettingError } from './index.ts'
import type { Pages } from './interaction/pages.ts'
import { memoryStore } from './store/memory-store.ts'

const PAGES: Pages = {
  interact: async () => ({ status: 200, headers: {}, body: 'a page' }),
  signOut: async ({ kind }) => ({ status: 200, headers: {}, body: kind }),
  error: ({ status, kind, error, description }) => ({
    status,
    headers: {},
    body: `${kind}: ${error}: ${description}`,
  }),
}

/** A provider of only what has no default. */
const bare = (over: Partial<ProviderConfig> = {}) =>
  createProvider({
    issuer: 'https://op.example',
    store: memoryStore(),
    master_key: new Uint8Array(32).fill(1),
    pages: PAGES,
    claims: async () => ({}),
    ...over,
  })

const AT = 'https://op.example'

test('a provider of nothing but what it must have says so in its metadata (Discovery §3)', async () => {
  const op = await bare()
  const response = await op.fetch(new Request(`${AT}/.well-known/openid-configuration`))
  const told = (await response.json()) as Readonly<Record<string, unknown>>
  assert.deepEqual(
    {
      prompt_values_supported: told.prompt_values_supported,
      ui_locales_supported: told.ui_locales_supported,
      acr_values_supported: told.acr_values_supported,
      registration_endpoint: told.registration_endpoint,
      check_session_iframe: told.check_session_iframe,
      response_modes_supported: told.response_modes_supported,
    },
    {
      prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
      ui_locales_supported: ['en'],
      acr_values_supported: undefined,
      registration_endpoint: undefined,
      check_session_iframe: undefined,
      response_modes_supported: ['query', 'fragment', 'form_post'],
    },
  )
})

// biome-ignore format: a table
const NOT_ISSUERS = [
  ['http://op.example',          'http, and not this machine'],
  ['https://op.example/',        'a slash at the end'],
  ['https://op.example/tenant',  'a path'],
  ['https://op.example?a=b',     'a query (Discovery §3)'],
  ['https://op.example#a',       'a fragment (Discovery §3)'],
  ['ftp://localhost',            'another scheme'],
  ['op.example',                 'no URL'],
] as const

for (const [issuer, why] of NOT_ISSUERS)
  test(`an issuer is the https origin that browsers see: ${issuer} is refused, ${why}`, async () => {
    await assert.rejects(
      bare({ issuer }),
      (error) => error instanceof SettingError && error.setting === 'issuer',
    )
  })

test('an issuer on this machine may be http, to develop with', async () => {
  assert.equal((await bare({ issuer: 'http://localhost:4000' })).issuer, 'http://localhost:4000')
})

/** A store whose clients cannot be read, once it is broken, and what a provider on it logs. */
async function broken() {
  const events: ProviderEvent[] = []
  const store = memoryStore()
  const cause = new Error('the disk is gone: /secret/path')
  const op = await bare({
    store: { ...store, findClient: () => Promise.reject(cause) },
    log: (event) => events.push(event),
  })
  return { op, events, cause }
}

test('a fault of ours is told a program without its cause, which goes to the log', async () => {
  const { op, events, cause } = await broken()
  const response = await op.fetch(
    new Request(`${AT}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'authorization_code', client_id: 'app' }),
    }),
  )
  assert.deepEqual(
    [response.status, await response.json()],
    [500, { error: 'server_error', error_description: 'something went wrong on our side' }],
  )
  assert.deepEqual(
    events.map(({ request_id, ...event }) => event),
    [{ event: 'fault', tenant_id: 'default', cause }],
  )
})

test('a fault of ours is told a person on a page, without its cause', async () => {
  const { op } = await broken()
  const response = await op.fetch(
    new Request(`${AT}/authorize?client_id=app&response_type=code&scope=openid`),
  )
  assert.deepEqual(
    [response.status, await response.text()],
    [500, 'fault: server_error: something went wrong on our side'],
  )
  assert.equal(response.headers.get('cache-control'), 'no-store')
})

test('without a log, a fault is answered all the same', async () => {
  const op = await bare({
    store: { ...memoryStore(), findClient: () => Promise.reject(new Error('gone')) },
  })
  const response = await op.fetch(new Request(`${AT}/authorize?client_id=app`))
  assert.equal(response.status, 500)
})

const UNKNOWN_TENANT = 'tenant nowhere is not known; see: gryphon tenant list'

test('an operator is told that a tenant is not known, whatever is asked of it', async () => {
  const { admin } = await bare()
  for (const asked of [
    () => admin.registerClient('nowhere', { redirect_uris: ['https://rp.example/callback'] }),
    () => admin.rotateKeys('nowhere'),
    () => admin.signOutEverywhere('nowhere', 'alice'),
  ])
    await assert.rejects(asked, {
      name: 'SettingError',
      setting: 'tenant',
      message: UNKNOWN_TENANT,
    })
})

test('an operator adds a tenant once, by a name that no path of the provider has', async () => {
  const { admin } = await bare()
  assert.equal((await admin.addTenant('acme', 'Acme')).tenant_id, 'acme')
  await assert.rejects(admin.addTenant('acme', 'Acme'), {
    setting: 'tenant',
    message: 'tenant acme exists already',
  })
  await assert.rejects(admin.addTenant('Oauth', 'No'), { setting: 'tenant' })
})

test('an operator registers a client of an id once, and is told which setting is wrong', async () => {
  const { admin } = await bare()
  const web = { client_id: 'web', redirect_uris: ['https://rp.example/callback'] }
  const { client, client_secret } = await admin.registerClient('default', web)
  assert.deepEqual([client.client_id, client_secret?.length], ['web', 43])
  await assert.rejects(admin.registerClient('default', web), {
    setting: 'client_id',
    message: 'client web exists already',
  })
  await assert.rejects(admin.registerClient('default', { ...web, client_id: 'with space' }), {
    setting: 'client_id',
  })
  await assert.rejects(
    admin.registerClient('default', { ...web, client_id: 'b', client_secret: 'short' }),
    { setting: 'client_secret' },
  )
  await assert.rejects(
    admin.registerClient('default', { client_id: 'c', redirect_uris: ['https://rp.example/#a'] }),
    { setting: 'redirect_uris' },
  )
})
