import assert from 'node:assert/strict'
import { checkAuthorizationResponse } from './authorization-response.ts'
import { landingOf, type PageKind } from './browser.ts'
import { checkEntropy } from './entropy.ts'
import type { Flow } from './flow.ts'
import { type Json, textIn } from './http.ts'
import { checkHash, checkIdToken, type IdToken } from './id-token.ts'
import { type Asked, authorizeUrl, type Request, requestOf } from './request.ts'
import { checkTokenResponse, redeem } from './token.ts'
import { fetchUserinfo } from './userinfo.ts'
import { asksFor } from './variant.ts'

/** What a login came to: everything checked. */
export interface Login {
  readonly request: Request
  readonly shown: readonly PageKind[]
  readonly parameters: URLSearchParams
  readonly code: string | undefined
  /** ID Tokens: of the authorization endpoint, then of the token endpoint. */
  readonly id_tokens: readonly IdToken[]
  /** Access tokens: of the authorization endpoint, then of the token endpoint. */
  readonly access_tokens: readonly string[]
  readonly token_response: Json | undefined
  /** What UserInfo answered to each access token. */
  readonly userinfos: readonly Json[]
  readonly sub: string | undefined
}

/** How a login is done, where it is not done as usual. */
export interface Manner {
  /** What more is sent to the token endpoint. */
  readonly redeem_with?: Readonly<Record<string, string>>
  /** Claims that the ID Token may have beside the usual ones. */
  readonly requested?: readonly string[]
  /** What the client was to be told, where it was not in the query. */
  readonly meant?: Asked
  /** What is not JSON, because the client asked for something else, is left to the module. */
  readonly userinfo?: 'as it is'
  /** How the request is sent, where it is not by GET. */
  readonly init?: RequestInit
}

interface Found {
  readonly code: string | undefined
  readonly access_token: string | undefined
  readonly id_token: IdToken | undefined
}

const expectationOf = (
  { discovered, client }: Flow,
  { nonce }: Request,
  { requested = [] }: Manner,
) => ({
  discovered,
  client_id: client.client_id,
  nonce,
  requested,
})

/** The ID Token of the authorization endpoint, with the hashes that it must have (Core §3.3.2.11). */
const checkFront = async (
  flow: Flow,
  parameters: URLSearchParams,
  request: Request,
  manner: Manner,
): Promise<Found> => {
  const code = parameters.get('code') ?? undefined
  const access_token = parameters.get('access_token') ?? undefined
  for (const value of [code, access_token]) if (value !== undefined) checkEntropy(value)
  const text = parameters.get('id_token')
  if (text === null) return { code, access_token, id_token: undefined }
  const id_token = await checkIdToken(text, expectationOf(flow, request, manner))
  const { claims } = id_token
  assert.equal('c_hash' in claims, code !== undefined, 'c_hash')
  assert.equal('at_hash' in claims, access_token !== undefined, 'at_hash')
  assert.equal('s_hash' in claims, request.state !== undefined, 's_hash')
  if (code !== undefined) checkHash(id_token, 'c_hash', code)
  if (access_token !== undefined) checkHash(id_token, 'at_hash', access_token)
  checkHash(id_token, 's_hash', request.state ?? '')
  return { code, access_token, id_token }
}

/** The answer of the token endpoint: an ID Token is always in it, its hashes are of its own access token. */
const checkBack = async (flow: Flow, code: string, request: Request, manner: Manner) => {
  const response = checkTokenResponse(await redeem(flow, code, manner.redeem_with))
  const access_token = textIn(response, 'access_token')
  const text = textIn(response, 'id_token')
  const id_token = await checkIdToken(text, expectationOf(flow, request, manner))
  checkHash(id_token, 'at_hash', access_token)
  checkHash(id_token, 'c_hash', code)
  return { response, access_token, id_token }
}

const isThere = <T>(value: T | undefined): value is T => value !== undefined

/** A whole login, every answer checked as the suite does in every module. */
export const logIn = async (flow: Flow, over: Asked = {}, manner: Manner = {}): Promise<Login> => {
  const request = requestOf(flow, over)
  const visit = await flow.browser.visit(authorizeUrl(flow, request), manner.init)
  return completeLogin(flow, { ...request, ...present(manner.meant) }, visit, manner)
}

const present = (asked: Asked = {}): Request =>
  Object.fromEntries(
    Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )

/** What comes after the authorization endpoint, to the end of the login. */
export const completeLogin = async (
  flow: Flow,
  request: Request,
  visit: Awaited<ReturnType<Flow['browser']['visit']>>,
  manner: Manner = {},
): Promise<Login> => {
  const landing = landingOf(visit)
  const { parameters } = landing
  checkAuthorizationResponse(flow, landing, request)
  const front = await checkFront(flow, parameters, request, manner)
  const back =
    front.code === undefined ? undefined : await checkBack(flow, front.code, request, manner)
  const id_tokens = [front.id_token, back?.id_token].filter(isThere)
  const access_tokens = [front.access_token, back?.access_token].filter(isThere)
  const userinfos: Json[] = []
  if (manner.userinfo !== 'as it is')
    for (const token of access_tokens) userinfos.push(await fetchUserinfo(flow, token))
  const subs = new Set([
    ...id_tokens.map(({ claims }) => claims.sub),
    ...userinfos.map(({ sub }) => sub),
  ])
  assert.ok(subs.size <= 1, `one subject: ${[...subs]}`)
  const [sub] = subs
  assert.equal(asksFor(flow.variant, 'code'), back !== undefined)
  return {
    request,
    shown: visit.shown,
    parameters,
    code: front.code,
    id_tokens,
    access_tokens,
    token_response: back?.response,
    userinfos,
    sub: typeof sub === 'string' ? sub : undefined,
  }
}
