import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gryphon, inFolder, newFolder } from '../support/gryphon.ts'

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
  assert.deepEqual([code, err], [2, "gryphon: uses: 'many' is not a whole number, as 3600\n"])
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
  const words = ['--name', 'Notes', '--scope', 'read:notes=Read your notes']
  assert.match(
    await run('resource', 'add', uri, ...words),
    /gryphon client update CLIENT_ID --scope "openid profile offline_access read:notes"/,
  )
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
  assert.equal(refused.code, 2)
  assert.match(refused.err, /access-token-format: 'paper': expected one of jwt, opaque/)
})

test('a scope of OpenID Connect cannot be the permission of an API (Core §3.1.2.1, §5.4, §11)', async () => {
  const data = newFolder()
  const add = ['resource', 'add', 'https://api.example.com', '--name', 'Notes', '--data', data]
  for (const scope of ['openid', 'profile', 'email', 'address', 'phone', 'offline_access']) {
    const { code, out, err } = await gryphon([...add, '--scope', `${scope}=Words`])
    assert.deepEqual([code, out], [2, ''])
    assert.equal(
      err,
      `gryphon: scope: ${scope} is a scope of OpenID Connect (Core §3.1.2.1, §5.4, §11), not of an API: give the permission another name, as read:${scope}\n`,
    )
  }
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

  const unknown = await gryphon(['tenant', 'remove', 'acne', '--data', data])
  assert.deepEqual([unknown.code, unknown.err.includes("there is no tenant 'acne'")], [1, true])
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
  const { run, json } = inFolder(newFolder())
  await run('resource', 'add', 'https://api.example.com', '--name', 'Notes')
  const first: readonly Key[] = await json('keys', 'list')
  const algs = ['A256GCM', 'ES256', 'EdDSA', 'HS256', 'PS256', 'RS256']
  assert.deepEqual(first.map(({ alg }) => alg).sort(), algs)
  const rotated: readonly Key[] = await json('keys', 'rotate', '--alg', 'RS256')
  const rsa = rotated.filter(({ alg }) => alg === 'RS256').map(({ status }) => status)
  assert.deepEqual(rsa.sort(), ['active', 'announced'])
  assert.equal(rotated.length, 7)
})

test('explain tells each step of a request with its rule', async () => {
  const data = newFolder()
  const { run } = inFolder(data)
  const redirect = ['--redirect-uri', 'https://rp.example/cb', '--client-id', 'rp']
  await run('client', 'add', ...redirect, '--response-type', 'code id_token')
  const url = (query: string) => `http://localhost:4000/authorize?client_id=rp&${query}`
  const explained = (request: string) => gryphon(['explain', request, '--json', '--data', data])
  const refused = await explained(url('response_type=code%20id_token&scope=openid'))
  assert.equal(JSON.parse(refused.out).at(-1).outcome, 'refused')
  assert.deepEqual(
    [refused.code, refused.err],
    [1, "gryphon: request: it would be refused, at the step 'request'\n"],
  )
  const elsewhere = await explained('http://localhost:4100/authorize?client_id=rp')
  assert.equal(elsewhere.code, 1)
  assert.match(JSON.parse(elsewhere.out).at(-1).change, /--issuer .*, or --port /)
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
  const { code, err } = await gryphon(['tenant', 'add', 'acme', '--data', '/dev/null/x'])
  assert.deepEqual([code, err.startsWith('gryphon: data: /dev/null/x cannot be made')], [1, true])
})
