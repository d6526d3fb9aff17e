import assert from 'node:assert/strict'
import { PKCE, VERIFIER } from './clients.ts'
import type { Door } from './door.ts'
import {
  ALLOW,
  authorizePath,
  authorizeQuery,
  basic,
  landed,
  landingOf,
  post,
  type TokenAnswer,
  userinfo,
} from './flow.ts'
import { REDIRECT_URI } from './op.ts'
import { parameterOf } from './signed-in.ts'
import { type Answer, type UserAgent, userAgent } from './user-agent.ts'

/** Who takes part in a full flow. */
export interface Cast {
  readonly door: Door
  readonly client_id: string
  readonly client_secret: string
  readonly username: string
  readonly password: string
}

const signIn = (agent: UserAgent, page: Answer, { username }: Cast, password: string) =>
  agent.submit(page, { username, password, action: 'sign_in' })

/** Everything that goes right and wrong in one login and after it: what a log and a database see in their life. */
export async function playFullFlow(cast: Cast): Promise<void> {
  const agent = userAgent(cast.door)
  await playRefusals(cast)
  for (const response_mode of ['fragment', 'form_post']) await playLogin(cast, agent, response_mode)
  await playDenial(cast)
}

async function playLogin(cast: Cast, agent: UserAgent, response_mode: string): Promise<void> {
  const { door, client_id, client_secret } = cast
  const response_type = 'code id_token token'
  const scope = 'openid profile offline_access'
  const over = { client_id, response_type, response_mode, scope, prompt: 'login', ...PKCE }
  let answer = await agent.open({ path: authorizePath(over) })
  answer = await signIn(agent, answer, cast, 'a wrong password, but whose?')
  assert.match(answer.text, /name="password"/)
  answer = await signIn(agent, answer, cast, cast.password)
  if (landingOf(answer) === undefined) answer = await agent.submit(answer, ALLOW)
  const front = landed(answer)
  const headers = { authorization: basic(client_id, client_secret) }
  const ask = (path: string, form: Readonly<Record<string, string>>, sent = headers) =>
    post({ door }, path, form, sent)
  const tokens = await playRedemption(parameterOf(front, 'code'), { ...cast, ask })
  await playTokens(tokens, parameterOf(front, 'access_token'), { ...cast, ask })
}

type Ask = (
  path: string,
  form: Readonly<Record<string, string>>,
  headers?: { readonly authorization: string },
) => Promise<TokenAnswer>

async function playRedemption(code: string, { ask, client_id }: Cast & { readonly ask: Ask }) {
  const redeem = (over: Readonly<Record<string, string>>, headers?: { authorization: string }) =>
    ask(
      '/oauth/token',
      {
        grant_type: 'authorization_code',
        code,
        redirect_uri: REDIRECT_URI,
        code_verifier: VERIFIER,
        ...over,
      },
      headers,
    )
  const wrong = { authorization: basic(client_id, 'a wrong secret, but whose?') }
  assert.equal((await redeem({}, wrong)).status, 401)
  assert.equal((await redeem({ code_verifier: VERIFIER.replace('d', 'e') })).status, 400)
  assert.equal((await redeem({ redirect_uri: 'https://evil.example' })).status, 400)
  assert.equal((await redeem({ client_id: code })).status, 400)
  const { status, json } = await redeem({})
  assert.equal(status, 200)
  return { json, replay: () => redeem({}) }
}

async function playTokens(
  { json, replay }: Awaited<ReturnType<typeof playRedemption>>,
  front: string,
  { ask, door }: Cast & { readonly ask: Ask },
): Promise<void> {
  const [access_token, refresh_token] = [String(json.access_token), String(json.refresh_token)]
  const refresh = { grant_type: 'refresh_token', refresh_token }
  const refreshed = await ask('/oauth/token', refresh)
  assert.equal(refreshed.status, 200)
  await ask('/oauth/token', { ...refresh, scope: 'openid address' })
  for (const token of [front, access_token, refresh_token, String(json.id_token)]) {
    await userinfo({ door }, token)
    await ask('/oauth/introspect', { token })
  }
  await door.send({
    method: 'POST',
    path: '/userinfo',
    body: new URLSearchParams({ access_token }),
  })
  await door.send({ path: `/userinfo?access_token=${access_token}` })
  await door.send({ path: `/oauth/${access_token}/nowhere?token=${refresh_token}` })
  await ask('/oauth/revoke', { token: front })
  assert.equal((await replay()).status, 400)
  assert.equal((await ask('/oauth/token', { ...refresh })).status, 400)
  await ask('/oauth/revoke', { token: String(refreshed.json.refresh_token) })
}

/** Refusals before anybody has proved anything, each with something secret in the wrong place. */
async function playRefusals({ door, client_id, client_secret }: Cast): Promise<void> {
  const form = new URLSearchParams({ client_id: client_secret, grant_type: client_secret })
  const json = { 'content-type': 'application/json' }
  const body = JSON.stringify({ client_id, client_secret })
  const wrong = [
    { method: 'POST', path: '/oauth/token', body: form },
    { method: 'POST', path: '/oauth/token', body, headers: json },
    { method: 'POST', path: '/oauth/token', body: `${form}&x=${'x'.repeat(70_000)}` },
    { method: 'POST', path: `/oauth/token?${form}`, body: form },
    { path: `/authorize?${authorizeQuery({ client_id: client_secret })}` },
    { path: authorizePath({ client_id, redirect_uri: `https://evil.example/${client_secret}` }) },
    { path: authorizePath({ client_id, scope: client_secret, prompt: client_secret }) },
    { path: `/interaction/${client_secret}?ticket=${client_secret}` },
    { path: '/userinfo', headers: { authorization: `Bearer ${client_secret}` } },
  ]
  for (const asked of wrong) assert.ok((await door.send(asked)).status < 500)
}

async function playDenial(cast: Cast): Promise<void> {
  const agent = userAgent(cast.door)
  const over = { client_id: cast.client_id, prompt: 'consent' }
  const page = await agent.open({ path: authorizePath(over) })
  const consent = await signIn(agent, page, cast, cast.password)
  assert.equal(
    landingOf(await agent.submit(page, { action: 'deny' }))?.parameters.has('code'),
    false,
  )
  assert.equal(landingOf(await agent.submit(consent, ALLOW))?.parameters.has('code'), true)
}
