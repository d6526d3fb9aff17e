import {
  type AnyResponseMode,
  ClientError,
  type ContentEncryptionAlgorithm,
  clientSecretBasic,
  discoverClient,
  type KeyManagementAlgorithm,
  type ProviderMetadata,
  type SigningAlgorithm,
  type Transaction,
} from '@gryphon/client'
import type {
  LoginOptions,
  LoginPaths,
  SeenLogoutToken,
  Session,
  SessionOptions,
  SessionRecord,
} from '@gryphon/client/express'
import type { LoginSite, WebLogin } from '@gryphon/client/web'
import { artefactsOf, type ResponseType } from '@gryphon/protocol'
import {
  AccessError,
  createVerifier,
  type SigningAlgorithm as GuardAlgorithm,
} from '@gryphon/resource-server'

/*
 * What a stranger writes: the whole of a login and a guarded API, and what must not compile. A test copies it into a project of its own.
 */
const response_type: ResponseType = 'code id_token'
const metadata = {
  client_id: 'app',
  redirect_uri: 'https://rp.example/cb',
  authentication: clientSecretBasic('s'),
}
const kept = new Map<string, Transaction>()

/** Where to send the browser. */
export const begin = async (): Promise<string> => {
  const rp = await discoverClient('https://op.example', metadata)
  const { url, transaction } = await rp.begin({ response_type, scope: 'openid' })
  kept.set(transaction.state, transaction)
  return url
}

/** Who came back. */
export const whoIs = async (
  request: Request,
  transaction: Transaction,
): Promise<string | undefined> => {
  try {
    const front = await (await discoverClient('https://op.example', metadata)).receive(
      request,
      transaction,
    )
    return (await front.redeem()).claims?.sub
  } catch (error) {
    if (error instanceof ClientError && error.code === 'c_hash_mismatch') return undefined
    throw error
  }
}

const api = createVerifier({ issuer: 'https://op.example', audience: 'https://api.example' })
/** A route. */
export const guarded: (request: Request) => Promise<Response> = api.protect(
  (_request, token) => Response.json({ sub: token.sub, scope: token.scope.join(' ') }),
  { scope: ['read'] },
)
/** Whether it is one. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof AccessError && error.status === 401
/** A number. */
export const count: number = artefactsOf(response_type).length

/** What options are made of has a name, without another package. */
export interface Named {
  readonly op: ProviderMetadata
  readonly algorithms: readonly [SigningAlgorithm, KeyManagementAlgorithm, GuardAlgorithm]
  readonly enc: ContentEncryptionAlgorithm
  readonly response_mode: AnyResponseMode
  readonly session: readonly [Session, SessionOptions, SessionRecord, SeenLogoutToken]
  readonly paths: Required<LoginOptions>['paths'] & LoginPaths
}
/** What is inferred has a name too. */
export const siteOf = (login: WebLogin): LoginSite => login.site

// @ts-expect-error: no response type of the specifications
export const wrong: ResponseType = 'code password'
// @ts-expect-error: a verifier has an issuer
createVerifier({ audience: 'https://api.example' })
