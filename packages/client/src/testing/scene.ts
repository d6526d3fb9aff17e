import type { ResponseMode, ResponseType } from '@gryphon/protocol'
import { clientSecretBasic } from '../client-authentication/client-secret-basic.ts'
import { createClient } from '../discover-client.ts'
import type { ClientMetadata } from '../metadata.ts'
import type { ClientOptions } from '../options.ts'
import type { AuthenticationRequest } from '../transaction.ts'
import { createTestKey, type TestKey } from './keys.ts'
import { createTinyOp, ISSUER, OP_METADATA, type TinyAnswer } from './tiny-op.ts'

/*
 * One valid login of every response type, for tests that spoil it in one respect. The values are those of Core Appendix A
 * where it has them; state, nonce and code_verifier are 32 bytes of 1, 2 and 3, and the hashes were made with `sha256sum`.
 */
export const NOW = 1_700_000_000
export const CLIENT_ID = 's6BhdRkqt3'
export const REDIRECT_URI = 'https://client.example.org/cb'
export const CODE = 'Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk'
export const C_HASH = 'LDktKdoQak3Pk0cnXxCltA'
export const ACCESS_TOKEN = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y'
export const AT_HASH = '77QmUPtjPfzWtF2AnpK9RQ'
export const STATE = 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE'
export const S_HASH = 'VtX6czP210fbQsI5QH5dpA'
export const NONCE = 'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI'
export const CODE_VERIFIER = 'AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM'
export const CODE_CHALLENGE = 'g77gcvvTQj90gfwWOCFjatjPtz-u8N0FgfOXnqDHMbk'
export const SECOND_ACCESS_TOKEN = 'second-access-token'
export const SECOND_AT_HASH = 'xXtb_jZZt5izlsU1jGpk-w'

/** The OP's key. */
export const KEY = await createTestKey('RS256')

/** Someone else's key, under the OP's kid. */
export const FOREIGN_KEY = await createTestKey('RS256')

type Values = Readonly<Record<string, unknown>>

/**
 * The parameters of a valid response, and the hash claims of its ID Token, by response type:
 * written by hand.
 */
// biome-ignore format: a table
const RESPONSES: Readonly<Record<ResponseType, { readonly parameters: readonly string[]; readonly hashes: Values }>> = {
  none:                  { parameters: [],                                                   hashes: {} },
  code:                  { parameters: ['code'],                                             hashes: {} },
  id_token:              { parameters: ['id_token'],                                         hashes: { s_hash: S_HASH } },
  'id_token token':      { parameters: ['access_token', 'token_type', 'expires_in', 'id_token'], hashes: { at_hash: AT_HASH, s_hash: S_HASH } },
  'code id_token':       { parameters: ['code', 'id_token'],                                 hashes: { c_hash: C_HASH, s_hash: S_HASH } },
  'code token':          { parameters: ['code', 'access_token', 'token_type', 'expires_in'], hashes: {} },
  'code id_token token': { parameters: ['code', 'access_token', 'token_type', 'expires_in', 'id_token'], hashes: { c_hash: C_HASH, at_hash: AT_HASH, s_hash: S_HASH } },
}

/** The claims of every valid ID Token here. */
export const CLAIMS = {
  iss: ISSUER,
  sub: '248289761001',
  aud: CLIENT_ID,
  exp: NOW + 600,
  iat: NOW,
  nonce: NONCE,
} as const

/** In what a message differs from the valid one; `undefined` takes a value away. */
export interface Tampering {
  readonly parameters?: Values
  readonly claims?: Values
  readonly header?: Values
  readonly key?: TestKey
}

const withoutAbsent = (values: Values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

/** The parameters of the response to the login that `createScene` begins. */
export const responseOf = async (
  type: ResponseType,
  { parameters = {}, claims = {}, header = {}, key = KEY }: Tampering = {},
): Promise<URLSearchParams> => {
  const { hashes, parameters: names } = RESPONSES[type]
  const id_token = await key.sign(withoutAbsent({ ...CLAIMS, ...hashes, ...claims }), header)
  const all: Values = {
    code: CODE,
    access_token: ACCESS_TOKEN,
    token_type: 'Bearer',
    expires_in: 300,
    id_token,
  }
  const values = { state: STATE, iss: ISSUER, ...Object.fromEntries(names.map((n) => [n, all[n]])) }
  return new URLSearchParams(withoutAbsent({ ...values, ...parameters }) as Record<string, string>)
}

/** The answer of the token endpoint. */
export const tokenAnswerOf = async ({
  parameters = {},
  claims = {},
  header = {},
  key = KEY,
}: Tampering = {}): Promise<TinyAnswer> => ({
  json: {
    access_token: SECOND_ACCESS_TOKEN,
    token_type: 'Bearer',
    expires_in: 3600,
    refresh_token: 'a refresh token',
    id_token: await key.sign(
      withoutAbsent({ ...CLAIMS, at_hash: SECOND_AT_HASH, ...claims }),
      header,
    ),
    ...parameters,
  },
})

const randomOf = () => {
  let calls = 0
  return (bytes: number) => {
    calls += 1
    return new Uint8Array(bytes).fill(calls)
  }
}

/** A relying party at the tiny OP. */
export const createScene = (
  scene: {
    readonly answers?: Readonly<Record<string, TinyAnswer | undefined>>
    readonly op?: Values
    readonly metadata?: Partial<ClientMetadata>
    readonly options?: ClientOptions
  } = {},
) => {
  const { fetch, asked } = createTinyOp({
    '/jwks': { json: { keys: [KEY.jwk] } },
    ...scene.answers,
  })
  const metadata = {
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    authentication: clientSecretBasic('gX1fBat3bV'),
    ...scene.metadata,
  }
  const options = {
    fetch,
    now: () => NOW,
    random: randomOf(),
    clock_tolerance: 0,
    ...scene.options,
  }
  return { rp: createClient({ ...OP_METADATA, ...scene.op }, metadata, options), asked }
}

/** A login begun, and the valid response to it unless it is tampered with. */
export const beginLogin = async (
  type: ResponseType,
  tampering: Tampering = {},
  scene: Parameters<typeof createScene>[0] & {
    readonly request?: Partial<AuthenticationRequest>
  } = {},
) => {
  const { rp, asked } = createScene(scene)
  const { url, transaction } = await rp.begin({ ...scene.request, response_type: type })
  const response = await responseOf(type, tampering)
  return { rp, asked, url, transaction, response }
}

/** The URL that a browser is sent to with these parameters. */
export const callbackUrl = (
  mode: Exclude<ResponseMode, 'form_post'>,
  parameters: URLSearchParams,
) => new URL(`${REDIRECT_URI}${mode === 'query' ? '?' : '#'}${parameters}`)

/** The POST that a browser makes with these parameters. */
export const formPost = (parameters: URLSearchParams) =>
  new Request(REDIRECT_URI, { method: 'POST', body: parameters })
