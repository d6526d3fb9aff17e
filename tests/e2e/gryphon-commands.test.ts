import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gryphon, newFolder } from '../support/gryphon.ts'

const inFolder = (data: string) => {
  const run = async (...words: readonly string[]) => {
    const { code, out, err } = await gryphon([...words, '--data', data])
    assert.equal(code, 0, err)
    return out
  }
  const json = async (...words: readonly string[]) => JSON.parse(await run(...words, '--json'))
  return { run, json }
}

test('a client is added, listed, shown and removed; its secret is told once', async () => {
  const data = newFolder()
  const { run, json } = inFolder(data)
  const words = ['--redirect-uri', 'https://rp.example/cb', '--response-type', 'id_token code']
  const added = await json('client', 'add', '--name', 'App', ...words)
  assert.match(added.client_secret, /^[\w-]{43}$/)
  assert.deepEqual(added.response_types, ['code id_token'])
  assert.equal('client_secret_hash' in added, false)

  const { client_secret: _, ...client } = added
  assert.deepEqual(await json('client', 'list'), [client])
  assert.deepEqual(await json('client', 'show', added.client_id), client)
  const shown = await run('client', 'show', added.client_id)
  assert.match(shown, /client_name +App\n/)
  assert.equal(shown.includes(added.client_secret), false)

  await run('client', 'remove', added.client_id)
  assert.deepEqual(await json('client', 'list'), [])
  const again = await gryphon(['client', 'remove', added.client_id, '--data', data])
  assert.equal(again.code, 1)
})

test('what is kept of a secret that an HMAC needs is shown to nobody', async () => {
  const { run, json } = inFolder(newFolder())
  const words = ['--redirect-uri', 'https://rp.example/cb', '--auth-method', 'client_secret_jwt']
  const { client_id, ...added } = await json('client', 'add', ...words)
  const shown = [await json('client', 'show', client_id), ...(await json('client', 'list')), added]
  for (const client of shown)
    for (const name of ['client_secret_sealed', 'client_secret_hash'])
      assert.equal(name in client, false, name)
  assert.equal((await run('client', 'show', client_id)).includes(added.client_secret), false)
})

test('metadata that cannot be are refused by name, as they are of a client that registers itself', async () => {
  const data = newFolder()
  // biome-ignore format: a table
  const rows = [
    [{},                                                                          'redirect_uris must have at least one URI'],
    [{ redirect_uris: ['https://rp.example/#x'] },                                'redirect_uris cannot have https://rp.example/#x: it has a fragment'],
    [{ redirect_uris: ['https://rp.example/'], trusted: 'yes' },                  'trusted must be true or false'],
    [{ redirect_uris: ['https://rp.example/'], id_token_signed_response_alg: 'none' }, 'id_token_signed_response_alg must be one of RS256, PS256, ES256, EdDSA'],
    [{ redirect_uri: 'https://rp.example/' },                                     'redirect_uri: there is no such metadata; did you mean redirect_uris?'],
  ] as const
  for (const [metadata, problem] of rows) {
    const input = JSON.stringify(metadata)
    const told = await gryphon(['client', 'add', '--metadata', '-', '--data', data], { input })
    assert.deepEqual([told.code, told.err], [1, `gryphon: ${problem}\n`])
  }
})

test('an initial access token is made, and is told what it is worth', async () => {
  const data = newFolder()
  const { run, json } = inFolder(data)
  const words = ['client', 'register-token', '--uses', '3', '--expires-in', '3600']
  const { initial_access_token, expires_at, ...rest } = await json(...words)
  assert.match(initial_access_token, /^[\w-]{60,400}$/)
  assert.equal(Math.abs(expires_at - Date.now() / 1000 - 3600) < 60, true)
  assert.deepEqual(rest, {})
  assert.match(await run(...words), /\n3 clients can register with it until \d{4}-/)
  const { code, err } = await gryphon([
    'client',
    'register-token',
    '--uses',
    'many',
    '--data',
    data,
  ])
  assert.deepEqual([code, err], [1, "gryphon: uses: 'many' is not a whole number, as 3600\n"])
})

test('a person is added with a password of standard input, listed and removed', async () => {
  const data = newFolder()
  const { run, json } = inFolder(data)
  const words = ['user', 'add', 'jane', '--password-stdin', '--email', 'jane@example.com']
  const added = await gryphon([...words, '--data', data], { input: 'correct horse battery\n' })
  assert.equal(added.code, 0, added.err)
  assert.equal(added.out.includes('correct horse'), false)

  const [person, ...others] = await json('user', 'list')
  assert.deepEqual(others, [])
  assert.equal(person.username, 'jane')
  assert.deepEqual(person.claims, { email: 'jane@example.com' })
  assert.equal('password_hash' in person, false)

  const taken = await gryphon([...words, '--data', data], { input: 'correct horse battery\n' })
  assert.deepEqual(
    [taken.code, taken.err],
    [1, "gryphon: username: 'jane' is taken: choose another\n"],
  )

  assert.match(await run('user', 'remove', 'jane@example.com'), /jane is removed/)
  assert.deepEqual(await json('user', 'list'), [])
})

test('a generated password is told once; without a terminal and a way to be told one, none is guessed', async () => {
  const data = newFolder()
  const { json } = inFolder(data)
  const claims = ['--claim', 'email_verified=true', '--claim', 'locale=de-DE']
  const added = await json('user', 'add', 'jane', '--generate-password', ...claims)
  assert.match(added.password, /^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
  assert.deepEqual(added.claims, { email_verified: true, locale: 'de-DE' })

  const refused = await gryphon(['user', 'add', 'joe', '--data', data])
  assert.equal(refused.code, 2)
  assert.match(refused.err, /no terminal.*--password-stdin or --generate-password/)
})

test('an API is added, listed and removed', async () => {
  const { run, json } = inFolder(newFolder())
  const uri = 'https://api.example.com'
  await run('resource', 'add', uri, '--name', 'Notes', '--scope', 'read:notes=Read your notes')
  assert.deepEqual(await json('resource', 'list'), [
    {
      resource: uri,
      name: 'Notes',
      scopes: [{ scope: 'read:notes', description: 'Read your notes' }],
    },
  ])
  await run('resource', 'remove', uri)
  assert.deepEqual(await json('resource', 'list'), [])
})

test('an API says how its access tokens look', async () => {
  const data = newFolder()
  const { run, json } = inFolder(data)
  const add = ['resource', 'add', 'https://api.example.com', '--name', 'Vault']
  await run(...add, '--access-token-format', 'opaque')
  assert.deepEqual(await json('resource', 'list'), [
    {
      resource: 'https://api.example.com',
      name: 'Vault',
      scopes: [],
      access_token_format: 'opaque',
    },
  ])
  const refused = await gryphon([...add, '--access-token-format', 'paper', '--data', data])
  assert.equal(refused.code, 1)
  assert.match(refused.err, /access-token-format: 'paper': expected one of jwt, opaque/)
})

test('tenants have clients and people of their own, and go with them', async () => {
  const data = newFolder()
  const { run, json } = inFolder(data)
  const acme = await json(
    'tenant',
    'add',
    'acme',
    '--name',
    'Acme',
    '--issuer',
    'https://op.example',
  )
  assert.deepEqual([acme.name, acme.issuer], ['Acme', 'https://op.example/acme'])
  await run('user', 'add', 'jane', '--generate-password', '--tenant', 'acme')
  assert.equal((await json('user', 'list', '--tenant', 'acme')).length, 1)
  assert.deepEqual(await json('user', 'list'), [])

  const unsure = await gryphon(['tenant', 'remove', 'acme', '--data', data])
  assert.deepEqual([unsure.code, unsure.err.includes('add --yes')], [2, true])
  await run('tenant', 'remove', 'acme', '--yes')
  const tenants: readonly { readonly tenant_id: string }[] = await json('tenant', 'list')
  assert.deepEqual(
    tenants.map(({ tenant_id }) => tenant_id),
    ['default'],
  )
  const gone = await gryphon(['user', 'list', '--tenant', 'acme', '--data', data])
  assert.deepEqual(
    [gone.code, gone.err],
    [1, "gryphon: tenant: there is no tenant 'acme': see gryphon tenant list\n"],
  )
})

test('the default tenant cannot be removed', async () => {
  const { code, err } = await gryphon([
    'tenant',
    'remove',
    'default',
    '--yes',
    '--data',
    newFolder(),
  ])
  assert.deepEqual([code, err.includes('cannot be removed')], [1, true])
})

interface Key {
  readonly alg: string
  readonly status: string
}

test('keys are there before the first start; a rotated one is announced before it signs', async () => {
  const { json } = inFolder(newFolder())
  const first: readonly Key[] = await json('keys', 'list')
  assert.deepEqual(first.map(({ alg }) => alg).sort(), ['ES256', 'EdDSA', 'PS256', 'RS256'])
  const rotated: readonly Key[] = await json('keys', 'rotate', '--alg', 'RS256')
  const rsa = rotated.filter(({ alg }) => alg === 'RS256').map(({ status }) => status)
  assert.deepEqual(rsa.sort(), ['active', 'announced'])
  assert.equal(rotated.length, 5)
})

test('explain tells each step of a request with its rule', async () => {
  const { run, json } = inFolder(newFolder())
  const redirect = ['--redirect-uri', 'https://rp.example/cb', '--client-id', 'rp']
  await run('client', 'add', ...redirect, '--response-type', 'code id_token')
  const url = (query: string) => `http://localhost:4000/authorize?client_id=rp&${query}`
  const steps: readonly { readonly outcome: string; readonly rule: string }[] = await json(
    'explain',
    url('response_type=code%20id_token&scope=openid'),
  )
  assert.equal(steps.at(-1)?.outcome, 'refused')
  const words = await run('explain', url('response_type=code%20id_token&scope=openid&nonce=n'))
  assert.match(words, /✔ nonce/)
})

test('a command line that is not understood ends with code 2 and says where help is', async () => {
  const { code, out, err } = await gryphon(['clinet', 'list'])
  assert.deepEqual([code, out], [2, ''])
  assert.equal(
    err,
    "gryphon: there is no command 'clinet'; did you mean client?\nFor help: gryphon help\n",
  )
})

test('a data folder that cannot be made is refused by name', async () => {
  const { code, err } = await gryphon(['client', 'list', '--data', '/dev/null/x'])
  assert.deepEqual([code, err.startsWith('gryphon: data: /dev/null/x cannot be made')], [1, true])
})
