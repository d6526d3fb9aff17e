import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gryphon, inFolder, newFolder } from '../support/gryphon.ts'

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

test('a client that is shown can be added again as it is', async () => {
  const file = {
    redirect_uris: ['https://rp.example/cb'],
    'client_name#fr': 'Exemple',
    scope: 'openid email',
    subject_type: 'pairwise',
    trusted: true,
  }
  const other = newFolder()
  const add = async (data: string, metadata: unknown) => {
    const words = ['client', 'add', '--metadata', '-', '--json', '--data', data]
    const { code, out, err } = await gryphon(words, { input: JSON.stringify(metadata) })
    assert.equal(code, 0, err)
    return JSON.parse(out)
  }
  const { client_secret, ...first } = await add(other, file)
  const shown = await inFolder(other).json('client', 'show', first.client_id)
  assert.deepEqual(shown, first)
  const { client_secret: another, created_at, ...again } = await add(newFolder(), shown)
  assert.deepEqual({ ...again, created_at: first.created_at }, first)
  assert.notEqual(another, client_secret)
  assert.equal(typeof created_at, 'number')
})

test('a client is changed in what is said, and keeps the rest', async () => {
  const data = newFolder()
  const { run, json } = inFolder(data)
  const metadata = { redirect_uris: ['https://rp.example/cb'], contacts: ['a@rp.example'] }
  const words = ['client', 'add', '--metadata', '-', '--name', 'App', '--json', '--data', data]
  const { out } = await gryphon(words, { input: JSON.stringify(metadata) })
  const { client_secret, ...before } = JSON.parse(out)
  assert.match(client_secret, /^[\w-]{43}$/)

  const types = ['--response-type', 'code', '--response-type', 'id_token token']
  const scope = ['--scope', 'openid offline_access read:notes']
  const changed = await json('client', 'update', before.client_id, ...types, ...scope)
  assert.deepEqual(changed, {
    ...before,
    response_types: ['code', 'id_token token'],
    grant_types: ['authorization_code', 'refresh_token', 'implicit'],
    scope: ['openid', 'offline_access', 'read:notes'],
  })
  assert.deepEqual(await json('client', 'show', before.client_id), changed)
  assert.match(await run('client', 'update', before.client_id, '--name', 'Other'), /Other/)

  const input = JSON.stringify({ contacts: null, token_endpoint_auth_method: 'client_secret_jwt' })
  const update = ['client', 'update', before.client_id, '--data', data, '--json']
  const emptied = JSON.parse((await gryphon([...update, '--metadata', '-'], { input })).out)
  assert.equal('contacts' in emptied, false)
  assert.match(emptied.client_secret, /^[\w-]{64}$/)
})

test('a client is given a new secret, told once, in the place of the one before', async () => {
  const data = newFolder()
  const { run, json } = inFolder(data)
  const { client_secret, ...before } = await json(
    ...['client', 'add', '--redirect-uri', 'https://rp.example/cb'],
  )
  const update = ['client', 'update', before.client_id]
  const { client_secret: renewed, ...after } = await json(...update, '--new-secret')
  assert.match(renewed, /^[\w-]{43}$/)
  assert.notEqual(renewed, client_secret)
  assert.deepEqual(after, before)
  assert.equal('client_secret' in (await json(...update, '--name', 'App')), false)
  assert.match(await run(...update, '--new-secret'), /The secret is told this once/)

  await run(...update, '--auth-method', 'none')
  const none = await gryphon([...update, '--new-secret', '--data', data])
  assert.equal(none.code, 2)
  assert.match(none.err, /authenticates by none has none to be renewed/)
})

test('a client is shown as it is typed, and told what is not there', async () => {
  const data = newFolder()
  const add = ['client', 'add', '--redirect-uri', 'https://rp.example/cb', '--data', data]
  const { code, out, err } = await gryphon([...add, '--scope', 'openid read:notes'])
  assert.equal(code, 0, err)
  assert.match(out, /^scope +openid read:notes$/m)
  assert.match(out, /^created_at +\d{4}-\d\d-\d\d \d\d:\d\d UTC$/m)
  assert.match(err, /^gryphon: scope: no API has 'read:notes' yet/m)
  const commas = await gryphon([...add, '--scope', 'openid, profile'])
  assert.deepEqual([commas.code, commas.out], [2, ''])
  assert.match(commas.err, /"openid profile"/)
})

test('a change that cannot be is refused, and nothing is changed', async () => {
  const data = newFolder()
  const { json } = inFolder(data)
  const added = await json('client', 'add', '--redirect-uri', 'https://rp.example/cb')
  const { client_secret: _, ...client } = added
  const { client_id } = client
  // biome-ignore format: a table
  const rows = [
    [['--redirect-uri', 'https://rp.example/#x'],  2, /--redirect-uri cannot have/],
    [['--auth-method', 'private_key_jwt'],         2, /jwks or jwks_uri must be given/],
    [['--client-id', 'other'],                     2, /there is no option --client-id/],
    [[],                                           2, /needs something to change/],
  ] as const
  for (const [words, code, problem] of rows) {
    const told = await gryphon(['client', 'update', client_id, ...words, '--data', data])
    assert.equal(told.code, code, told.err)
    assert.match(told.err, problem)
  }
  assert.deepEqual(await json('client', 'show', client_id), client)
  const nobody = await gryphon(['client', 'update', 'nobody', '--name', 'x', '--data', data])
  assert.deepEqual(
    [nobody.code, nobody.err],
    [1, "gryphon: client: there is no client 'nobody': see gryphon client list\n"],
  )
})

test('a client without a redirect URI is not understood, and no folder is made for it', async () => {
  const data = join(newFolder(), 'data')
  const { code, err } = await gryphon(['client', 'add', '--data', data])
  assert.deepEqual(
    [code, err],
    [2, 'gryphon: --redirect-uri is needed\nFor help: gryphon client add --help\n'],
  )
  assert.equal(existsSync(data), false)
})

test('a response type that is none is told with those that there are', async () => {
  const words = ['client', 'add', '--redirect-uri', 'https://rp.example/cb']
  const { code, err } = await gryphon([...words, '--response-type', 'token', '--data', newFolder()])
  assert.equal(code, 2)
  assert.match(
    err,
    /--response-type must be .*one of .*code, id_token, .*code id_token token, found "token"/,
  )
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
  await inFolder(data).run('tenant', 'add', 'acme')
  // biome-ignore format: a table
  const rows = [
    [{},                                                                          'redirect_uris must have at least one URI'],
    [{ redirect_uris: ['https://rp.example/#x'] },                                'redirect_uris cannot have https://rp.example/#x: it has a fragment'],
    [{ redirect_uris: ['https://rp.example/'], trusted: 'yes' },                  'trusted must be true or false, found "yes"'],
    [{ redirect_uris: ['https://rp.example/'], id_token_signed_response_alg: 'none' }, 'id_token_signed_response_alg must be one of RS256, PS256, ES256, EdDSA, found "none"'],
    [{ redirect_uri: 'https://rp.example/' },                                     'redirect_uri: there is no such metadata; did you mean redirect_uris?'],
  ] as const
  for (const [metadata, problem] of rows) {
    const input = JSON.stringify(metadata)
    const told = await gryphon(['client', 'add', '--metadata', '-', '--data', data], { input })
    assert.deepEqual([told.code, told.err], [2, `gryphon: ${problem}\n`])
  }
})

test('all that is wrong with a client is told at once, each by what said it', async () => {
  const words = ['--redirect-uri', 'https://rp.example/cb', '--response-type', 'code idtoken']
  const input = JSON.stringify({
    subject_type: 'pairwize',
    jwks: { keys: [{ kty: 'oct', k: 'x' }] },
  })
  const { code, err } = await gryphon(
    ['client', 'add', ...words, '--metadata', '-', '--data', newFolder()],
    { input },
  )
  assert.equal(code, 2)
  assert.match(err, /^gryphon: metadata of this client cannot be:$/m)
  assert.match(
    err,
    /^ {2}--response-type must .*, found "code idtoken"; did you mean code id_token\?$/m,
  )
  assert.match(err, /^ {2}subject_type must .*, found "pairwize"; did you mean pairwise\?$/m)
  assert.match(err, /^ {2}jwks must [^"]*$/m)
})
