import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CALLBACK, refusal, registered, SELF } from '../testing/registration.ts'

const SECTOR = 'https://sector.example/uris.json'
const PAIRWISE = { subject_type: 'pairwise', sector_identifier_uri: SECTOR }
const OTHER = 'https://other.example/cb'

const giving = (body: unknown, status = 200) => ({
  ...SELF,
  fetch: async (uri: string) => {
    assert.equal(uri, SECTOR)
    return { status, body: typeof body === 'string' ? body : JSON.stringify(body) }
  },
})

test('the sector of a pairwise client is the one host of its redirect URIs (Core §8.1)', async () => {
  const { sector_identifier } = await registered({
    subject_type: 'pairwise',
    redirect_uris: [CALLBACK, 'https://rp.example:8443/other'],
  })
  assert.equal(sector_identifier, 'rp.example')
})

test('a public client has no sector', async () => {
  assert.equal('sector_identifier' in (await registered({})), false)
})

test('the sector is the host of sector_identifier_uri, which lists every redirect URI (Dynamic Registration §5)', async () => {
  const { sector_identifier, sector_identifier_uri } = await registered(
    { ...PAIRWISE, redirect_uris: [CALLBACK, OTHER] },
    giving([OTHER, 'https://third.example/', CALLBACK]),
  )
  assert.deepEqual([sector_identifier, sector_identifier_uri], ['sector.example', SECTOR])
})

describe('redirect URIs that belong to nobody make no sector: the client is one by itself (Core §8.1, RFC 8252 §7)', () => {
  // biome-ignore format: a table
  const ROWS: readonly (readonly string[])[] = [
    ['http://127.0.0.1/cb'],
    ['http://localhost:3000/cb'],
    ['http://127.0.0.1/cb', 'http://[::1]/cb', 'http://localhost/cb'],
    ['com.example.app:/cb'],
    ['com.example.app://rp.example/cb', 'com.example.app:/other'],
    ['com.example.app:/cb', 'http://127.0.0.1/cb'],
  ]
  for (const redirect_uris of ROWS)
    test(redirect_uris.join(', '), async () => {
      const native = { application_type: 'native', redirect_uris }
      const client = await registered({ subject_type: 'pairwise', ...native })
      assert.equal('sector_identifier' in client, false)
    })

  test('but a sector_identifier_uri makes one', async () => {
    const redirect_uris = ['com.example.app:/cb', 'http://127.0.0.1/cb']
    const native = { application_type: 'native', redirect_uris }
    const { sector_identifier } = await registered(
      { ...PAIRWISE, ...native },
      giving(redirect_uris),
    )
    assert.equal(sector_identifier, 'sector.example')
  })
})

describe('several hosts, or a host beside none, need a sector_identifier_uri (Core §8.1)', () => {
  // biome-ignore format: a table
  const ROWS: readonly object[] = [
    { redirect_uris: [CALLBACK, OTHER] },
    { redirect_uris: [CALLBACK, 'http://127.0.0.1/cb'] },
  ]
  for (const row of ROWS)
    test(JSON.stringify(row), async () => {
      assert.equal(
        await refusal({ subject_type: 'pairwise', ...row }),
        'invalid_client_metadata: sector_identifier_uri must be given for pairwise subjects where redirect_uris have not one host (Core §8.1)',
      )
    })
})

// biome-ignore format: a table
const BAD: readonly (readonly [what: string, body: unknown, status: number, problem: string])[] = [
  ['another list',                  [OTHER],             200, 'does not list every redirect URI'],
  ['an empty list',                 [],                  200, 'does not list every redirect URI'],
  ['a URI that only begins so',     [`${CALLBACK}/`],    200, 'does not list every redirect URI'],
  ['no list',                       { uris: [CALLBACK] }, 200, 'does not give a JSON array of redirect URIs'],
  ['no JSON',                       '<html>',            200, 'does not give a JSON array of redirect URIs'],
  ['nothing',                       '',                  200, 'does not give a JSON array of redirect URIs'],
  ['the right list with a 404',     [CALLBACK],          404, 'cannot be fetched'],
  ['a redirect',                    [CALLBACK],          302, 'cannot be fetched'],
]

describe('a sector_identifier_uri that does not vouch for the redirect URIs is refused (Dynamic Registration §5)', () => {
  for (const [what, body, status, problem] of BAD)
    for (const subject_type of ['pairwise', 'public'])
      test(`${what}, ${subject_type}`, async () => {
        assert.equal(
          await refusal({ ...PAIRWISE, subject_type }, giving(body, status)),
          `invalid_client_metadata: sector_identifier_uri ${problem} (Dynamic Registration §5)`,
        )
      })

  test('one that cannot be reached', async () => {
    assert.equal(
      await refusal(PAIRWISE),
      'invalid_client_metadata: sector_identifier_uri cannot be fetched (Dynamic Registration §5)',
    )
  })
})
