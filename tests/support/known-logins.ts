import assert from 'node:assert/strict'
import type { Door } from './door.ts'
import { authorizePath, landingOf, post, redeem, refresh } from './flow.ts'
import type { UserAgent } from './user-agent.ts'

/** What a client knows of one login. */
export interface Known {
  readonly code: string
  /** The answer to its redemption, if there was one. */
  access_token?: string
  /** The last refresh token that it was given. */
  refresh_token?: string
}

const REQUEST = { scope: 'openid offline_access', response_type: 'code' }

/** An answer, or none where the connection broke or nobody could be asked. */
const answered = async <T extends { readonly status: number }>(asking: Promise<T>) => {
  try {
    const answer = await asking
    return answer.status === 503 ? undefined : answer
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

const askForCode = async (agent: UserAgent): Promise<string | undefined> => {
  const answer = await answered(agent.open({ path: authorizePath({ ...REQUEST, prompt: 'none' }) }))
  const parameters = answer && landingOf(answer)?.parameters
  const error = parameters?.get('error') ?? 'temporarily_unavailable'
  assert.equal(error, 'temporarily_unavailable', 'a person who is signed in stays so')
  return parameters?.get('code') ?? undefined
}

/** Logs in again and again until told to stop, whatever breaks meanwhile; every login is noted with what was answered. */
export async function keepLoggingIn(
  door: Door,
  agent: UserAgent,
  known: Known[],
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    const code = await askForCode(agent)
    if (code === undefined) continue
    const one: Known = { code }
    known.push(one)
    const redeemed = await answered(redeem({ door }, code))
    if (redeemed === undefined) continue
    assert.equal(redeemed.status, 200, `a code that was sent once: ${redeemed.text}`)
    one.access_token = String(redeemed.json.access_token)
    one.refresh_token = String(redeemed.json.refresh_token)
    const next = await answered(refresh({ door }, one.refresh_token))
    if (next === undefined) continue
    assert.equal(next.status, 200, `a refresh token that was sent once: ${next.text}`)
    one.refresh_token = String(next.json.refresh_token)
  }
}

/** What was answered is there; what was not, is there wholly or not at all; nothing redeems twice, no family has two heads. */
export async function checkKnown(door: Door, one: Known): Promise<void> {
  if (one.access_token === undefined) {
    const again = [await redeem({ door }, one.code), await redeem({ door }, one.code)]
    const statuses = again.map(({ status }) => status)
    assert.ok(['200,400', '400,400'].includes(String(statuses)), String(statuses))
    return
  }
  const introspect = async () =>
    (await post({ door }, '/oauth/introspect', { token: String(one.access_token) })).json.active
  assert.equal(await introspect(), true, 'an answered token without its grant')
  const refreshed = await Promise.all([
    refresh({ door }, String(one.refresh_token)),
    refresh({ door }, String(one.refresh_token)),
  ])
  assert.deepEqual(
    refreshed.map(({ status }) => status),
    [200, 200],
  )
  const { status, json } = await redeem({ door }, one.code)
  assert.deepEqual([status, json.error], [400, 'invalid_grant'])
  assert.equal(await introspect(), false)
  for (const { json } of refreshed)
    assert.equal((await refresh({ door }, String(json.refresh_token))).status, 400)
}
