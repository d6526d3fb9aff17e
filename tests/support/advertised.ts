import assert from 'node:assert/strict'
import { EVERY_RESPONSE_TYPE } from './clients.ts'
import { authorizeQuery, basic, type Landing, landed, post, SIGN_IN } from './flow.ts'
import type { OpSettings, TestOp } from './op.ts'
import { type Answer, type UserAgent, userAgent } from './user-agent.ts'

/** Settings that change what there is, and so what is told. */
export const SETTINGS: Readonly<Record<string, OpSettings>> = {
  'the defaults': {},
  'code alone': { response_types: ['code'] },
  'id_token alone': { response_types: ['id_token'] },
  'hybrid alone': { response_types: ['code id_token'], response_modes: ['fragment'] },
  'form_post alone': { response_modes: ['form_post'] },
  'query alone': { response_modes: ['query'] },
  'registration by token': { registration: 'token' },
  'open registration': { registration: 'open' },
  'session management': { session_management: true },
  'pushed requests alone': { require_pushed_authorization_requests: true },
  'sign-up': { sign_up: 'open' },
}

/** What an OP says of itself. */
export type Told = Readonly<Record<string, unknown>>

/** Reads the OP's metadata (Discovery §4). */
export async function readMetadata({ door }: Pick<TestOp, 'door'>): Promise<Told> {
  const { status, text } = await door.send({ path: '/.well-known/openid-configuration' })
  assert.equal(status, 200)
  return JSON.parse(text) as Told
}

/** Whether a list of the metadata has a value; a list that is not there has none. */
export function advertises(told: Told, list: string, value: string): boolean {
  const values = told[list]
  return Array.isArray(values) && values.includes(value)
}

/** The client of these tests, which may ask for everything there is. */
export const EVERYONE = {
  client_id: 'every',
  response_types: EVERY_RESPONSE_TYPE,
  grant_types: ['authorization_code', 'implicit', 'refresh_token', 'client_credentials'],
  scope: ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'read:notes'],
} as const

type Over = Readonly<Record<string, string | undefined>>

/** Sends an Authorization Request in the way that the OP asks for, by the best response mode that it tells. */
export async function ask(op: TestOp, agent: UserAgent, over: Over): Promise<Answer> {
  const told = await readMetadata(op)
  const mode = advertises(told, 'response_modes_supported', 'form_post') ? 'form_post' : undefined
  const query = authorizeQuery({ client_id: 'every', response_mode: mode, ...over })
  if (told.require_pushed_authorization_requests !== true)
    return agent.open({ path: `/authorize?${query}` })
  const form = Object.fromEntries(new URLSearchParams(query))
  const pushed = await post(op, '/oauth/par', form, { authorization: basic('every') })
  if (pushed.status !== 201) return pushed
  const reference = { client_id: 'every', request_uri: String(pushed.json.request_uri) }
  return agent.open({ path: `/authorize?${new URLSearchParams(reference)}` })
}

/** What a request comes to: the names that are answered, or the error, wherever it was told. */
export async function comesTo(op: TestOp, agent: UserAgent, over: Over): Promise<string> {
  const answer = await ask(op, agent, over)
  if (answer.headers.get('content-type') === 'application/json')
    return String(JSON.parse(answer.text).error)
  const { parameters } = landed(answer)
  const artefacts = ['code', 'id_token', 'access_token'].filter((name) => parameters.has(name))
  return parameters.get('error') ?? ['answered', ...artefacts].join(' ')
}

/** Where a request lands; fails the test where that is nowhere. */
export const askedAndLanded = async (op: TestOp, agent: UserAgent, over: Over): Promise<Landing> =>
  landed(await ask(op, agent, over))

/** A browser whose person has signed in, by whatever request this OP takes. */
export async function signInAnyhow(op: TestOp): Promise<UserAgent> {
  const agent = userAgent(op.door)
  const { response_types_supported } = await readMetadata(op)
  const [response_type] = response_types_supported as readonly string[]
  landed(await agent.submit(await ask(op, agent, { response_type }), SIGN_IN))
  return agent
}
