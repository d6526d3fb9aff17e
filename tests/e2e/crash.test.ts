import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { end, kept } from '../support/child.ts'
import type { Door } from '../support/door.ts'
import { authorizePath, logIn, post, redeem, refresh } from '../support/flow.ts'
import { newFolder } from '../support/gryphon.ts'
import { newCode } from '../support/signed-in.ts'
import { type UserAgent, userAgent } from '../support/user-agent.ts'
import { webDoor } from '../support/web-door.ts'

const SERVER = new URL('../support/crash-server.ts', import.meta.url).pathname
const REQUEST = { scope: 'openid offline_access', response_type: 'code' }
const AT_ONCE = 8
const LOAD_MS = 700

/** A provider in a process of its own. */
interface Victim {
  readonly child: ChildProcess
  readonly door: Door
}

const start = async (t: TestContext, file: string): Promise<Victim> => {
  const child = kept(
    spawn(process.execPath, [SERVER, file], { stdio: ['ignore', 'pipe', 'inherit'] }),
  )
  t.after(() => end(child, 'SIGKILL'))
  const [port] = await once(child.stdout, 'data')
  return { child, door: webDoor(`http://127.0.0.1:${String(port).trim()}`) }
}

/** `kill -9`: nothing is finished, nothing is said. */
const kill = async ({ child }: Victim): Promise<void> => {
  await end(child, 'SIGKILL')
}

/** What a client knows of one login when the provider dies. */
interface Known {
  readonly code: string
  /** The answer to its redemption, if there was one. */
  access_token?: string
  /** The last refresh token that it was given. */
  refresh_token?: string
}

/** Logs in again and again, until the provider answers no more. */
async function load({ door }: Victim, agent: UserAgent, known: Known[]): Promise<void> {
  try {
    for (;;) {
      const one: Known = { code: await newCode(agent, REQUEST) }
      known.push(one)
      const { json } = await redeem({ door }, one.code)
      one.access_token = String(json.access_token)
      one.refresh_token = String(json.refresh_token)
      const next = await refresh({ door }, one.refresh_token)
      one.refresh_token = String(next.json.refresh_token)
    }
  } catch (error) {
    // The connection broke: the provider was killed.
    if (!(error instanceof TypeError)) throw error
  }
}

/** Kills a provider under load, and tells what its clients know. */
async function killUnderLoad(victim: Victim, agent: UserAgent): Promise<readonly Known[]> {
  const known: Known[] = []
  const clients = Array.from({ length: AT_ONCE }, () => load(victim, agent, known))
  setTimeout(() => kill(victim), LOAD_MS)
  await Promise.all(clients)
  return known
}

/** What was answered is there; what was not, is there wholly or not at all; nothing redeems twice. */
async function checkKnown({ door }: Victim, one: Known): Promise<void> {
  if (one.access_token === undefined) {
    const again = [await redeem({ door }, one.code), await redeem({ door }, one.code)]
    const statuses = again.map(({ status }) => status)
    assert.ok(['200,400', '400,400'].includes(String(statuses)), String(statuses))
    return
  }
  const introspect = () =>
    post({ door }, '/oauth/introspect', { token: String(one.access_token) }).then(
      ({ json }) => json.active,
    )
  assert.equal(await introspect(), true)
  assert.equal((await refresh({ door }, String(one.refresh_token))).status, 200)
  const { status, json } = await redeem({ door }, one.code)
  assert.deepEqual([status, json.error], [400, 'invalid_grant'])
  assert.equal(await introspect(), false)
}

function checkFile(file: string): void {
  const database = new DatabaseSync(file, { readOnly: true })
  const told = database.prepare('PRAGMA integrity_check').all()
  database.close()
  assert.deepEqual(
    told.map((row) => ({ ...row })),
    [{ integrity_check: 'ok' }],
  )
}

test('PITFALLS 32: a provider that is killed under load loses nothing it has answered, and redeems nothing twice', async (t) => {
  const file = join(newFolder(), 'gryphon.db')
  let victim = await start(t, file)
  for (let deaths = 0; deaths < 2; deaths += 1) {
    const agent = userAgent(victim.door)
    await logIn(agent, authorizePath(REQUEST))
    const known = await killUnderLoad(victim, agent)
    const answered = known.filter(({ access_token }) => access_token !== undefined)
    assert.ok(answered.length > AT_ONCE, `${answered.length} logins were answered`)
    checkFile(file)
    victim = await start(t, file)
    for (let at = 0; at < known.length; at += AT_ONCE) {
      const some = known.slice(at, at + AT_ONCE)
      await Promise.all(some.map((one) => checkKnown(victim, one)))
    }
  }
  await kill(victim)
  checkFile(file)
})
