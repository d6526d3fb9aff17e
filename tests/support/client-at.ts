import {
  type AuthenticationRequest,
  type ClientOptions,
  type Fetch,
  type FrontChannel,
  type Login,
  type RegistrationMetadata,
  type RelyingParty,
  registerClient,
  type Transaction,
  type Unregistered,
} from '@gryphon/client'
import { logIn } from './flow.ts'
import { REDIRECT_URI, type TestOp } from './op.ts'
import { type UserAgent, userAgent } from './user-agent.ts'

/** What our client reaches a provider of tests by: no network, its clock. */
export const optionsAt = ({ op, now }: Pick<TestOp, 'op' | 'now'>): ClientOptions => {
  const fetch: Fetch = (url, init) => op.fetch(new Request(url, init))
  return { fetch, now }
}

/** A client that registers itself at an open provider, with what differs. */
export const registerAt = (
  op: Pick<TestOp, 'op' | 'now' | 'issuer'>,
  metadata: RegistrationMetadata = {},
  unregistered: Unregistered = {},
) => {
  const usual = {
    redirect_uris: [REDIRECT_URI],
    response_types: ['code', 'code id_token', 'code token', 'code id_token token'],
    grant_types: ['authorization_code', 'implicit', 'refresh_token'],
    scope: 'openid profile email offline_access',
  }
  return registerClient(op.issuer, { ...usual, ...metadata }, { ...optionsAt(op), unregistered })
}

/** A login of our client, both channels. */
export interface Played {
  readonly agent: UserAgent
  readonly front: FrontChannel
  readonly login: Login
  readonly transaction: Transaction
  readonly url: URL
}

/** Logs in as a willing person would. */
export const playAt = async (
  { door }: Pick<TestOp, 'door'>,
  rp: RelyingParty,
  request: Partial<AuthenticationRequest> = {},
  agent: UserAgent = userAgent(door),
): Promise<Played> => {
  const { url, transaction } = await rp.begin({
    response_type: 'code id_token',
    scope: 'openid profile email offline_access',
    prompt: 'consent',
    ...request,
  })
  const { pathname, search } = new URL(url)
  const { where, target, parameters } = await logIn(agent, pathname + search)
  const callback =
    where === 'form_post'
      ? new Request(target, { method: 'POST', body: parameters })
      : new URL(`${target}${where === 'query' ? '?' : '#'}${parameters}`)
  const front = await rp.receive(callback, transaction)
  return { agent, front, login: await front.redeem(), transaction, url: new URL(url) }
}
