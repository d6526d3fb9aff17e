import assert from 'node:assert/strict'
import { test } from 'node:test'
import { present, untyped } from '../issuer/issuer-config.ts'
import { guardFor, type Platform, type Refused, signedBy } from '../testing/platform.ts'
import { NOW } from '../testing/scene.ts'
import type { VerifierConfig } from '../verifier.ts'

/*
 * Tokens of Microsoft Entra ID, after "Access tokens in the Microsoft identity platform"
 * (https://learn.microsoft.com/entra/identity-platform/access-tokens), whose sample tokens these are, and "Access token claims reference"
 * (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference): `typ` is always `JWT`; v1.0 has `appid`, an issuer at
 * sts.windows.net and as audience the API's URI or id; v2.0 has `azp`, and the API's id as audience. An ID Token has neither
 * ("ID token claims reference"), but the same audience where an application is its own API.
 */
const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47'
const OTHER_TENANT = 'fa15d692-e9c7-4460-a743-29f2956fd429'
const HOST = 'https://login.microsoftonline.com'

/** The version of a token is a setting of the API, so an API sees one of them. */
const VERSIONS = {
  '1.0': {
    issuer: `https://sts.windows.net/${TENANT}/`,
    audience: 'api://ef1da9d4-ff77-4c3e-a005-840c3f830745',
    client: { appid: '75dbe77f-10a3-4e59-85fd-8c127544f17c', appidacr: '0' },
  },
  '2.0': {
    issuer: `${HOST}/${TENANT}/v2.0`,
    audience: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
    client: { azp: '6e74172b-be56-4843-9ff4-e66a39bb12e3', azpacr: '0' },
  },
} as const

const V1_KEYS = `${HOST}/${TENANT}/discovery/keys`

const ENTRA: Platform = {
  header: { typ: 'JWT' },
  answers: {
    [V1_KEYS]: 'jwks',
    [`${HOST}/${TENANT}/v2.0/.well-known/openid-configuration`]: {
      issuer: VERSIONS['2.0'].issuer,
      jwks_uri: `${HOST}/${TENANT}/discovery/v2.0/keys`,
    },
    [`${HOST}/${TENANT}/discovery/v2.0/keys`]: 'jwks',
  },
}

/** The one configuration of v1.0; its keys are named, for its metadata are not below its issuer. */
const V1_CONFIG: VerifierConfig = {
  issuer: VERSIONS['1.0'].issuer,
  audience: VERSIONS['1.0'].audience,
  jwks_uri: V1_KEYS,
  claims: { ver: '1.0', appid: present },
  scope_claims: ['scp', 'roles'],
  [untyped]: true,
}

/** The one configuration of v2.0. */
const V2_CONFIG: VerifierConfig = {
  issuer: VERSIONS['2.0'].issuer,
  audience: VERSIONS['2.0'].audience,
  claims: { ver: '2.0', azp: present },
  scope_claims: ['scp', 'roles'],
  [untyped]: true,
}

const CONFIGS = { '1.0': V1_CONFIG, '2.0': V2_CONFIG } as const

const claimsOf = (ver: keyof typeof VERSIONS) => {
  const { issuer, audience, client } = VERSIONS[ver]
  return {
    aud: audience,
    iss: issuer,
    iat: NOW,
    nbf: NOW,
    exp: NOW + 3900,
    aio: 'AXQAi/8IAAAA',
    ...client,
    name: 'Abe Lincoln',
    oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
    rh: 'I',
    scp: 'access_as_user read',
    sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
    tid: TENANT,
    uti: 'fqiBqXLPj0eQa82S-IYFAA',
    ver,
  }
}

for (const ver of ['1.0', '2.0'] as const) {
  const verify = async (claims: Readonly<Record<string, unknown>>) =>
    guardFor(ENTRA, CONFIGS[ver]).verify(await signedBy(ENTRA, { ...claimsOf(ver), ...claims }))
  const [client_id] = Object.values(VERSIONS[ver].client)

  test(`an access token of Entra ID v${ver} is let through`, async () => {
    const token = await verify({})
    assert.deepEqual(
      [token.sub, token.client_id, token.scope],
      ['HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ', client_id, ['access_as_user', 'read']],
    )
  })

  test(`an application’s own token of Entra ID v${ver} has roles for scope`, async () => {
    const token = await verify({ scp: undefined, roles: ['Notes.Read.All'] })
    assert.deepEqual(token.scope, ['Notes.Read.All'])
  })

  const ID_TOKEN = {
    appid: undefined,
    appidacr: undefined,
    azp: undefined,
    azpacr: undefined,
    scp: undefined,
    nonce: '12345',
  }
  const other = VERSIONS[ver].issuer.replace(TENANT, OTHER_TENANT)
  const refused: readonly Refused[] = [
    ['that is an ID Token of the same application', ID_TOKEN, 'claim_mismatch'],
    ['of another tenant', { iss: other, tid: OTHER_TENANT }, 'iss_mismatch'],
    ['for Microsoft Graph', { aud: '00000003-0000-0000-c000-000000000000' }, 'aud_mismatch'],
    ['of the other version', { ver: ver === '1.0' ? '2.0' : '1.0' }, 'claim_mismatch'],
    ['that is not valid yet', { nbf: NOW + 31 }, 'token_not_yet_valid'],
    ['that has expired', { exp: NOW - 31 }, 'token_expired'],
  ]
  for (const [what, claims, code] of refused)
    test(`a token of Entra ID v${ver} ${what} is refused with ${code}`, async () => {
      await assert.rejects(verify(claims), { code, status: 401 })
    })
}

test('a token of the tenant’s other version is of another issuer', async () => {
  const v1 = await signedBy(ENTRA, claimsOf('1.0'))
  await assert.rejects(guardFor(ENTRA, V2_CONFIG).verify(v1), { code: 'iss_mismatch' })
})
