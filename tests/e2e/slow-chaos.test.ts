import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { authorizePath, logIn } from '../support/flow.ts'
import { checkKnown, type Known, keepLoggingIn } from '../support/known-logins.ts'
import { type Nodes, startNodes } from '../support/nodes.ts'
import { query, startOwnServer } from '../support/postgres.ts'
import { userAgent } from '../support/user-agent.ts'

const server = await startOwnServer()
const AT_ONCE = 8
const DEATHS = 4
/** How long they work between one blow and the next, in milliseconds. */
const BETWEEN = 700

/** Nodes under load, which are dealt blows; what their clients know in the end. */
async function underBlows(
  t: TestContext,
  blow: (nodes: Nodes, url: string) => Promise<unknown>,
): Promise<{ readonly nodes: Nodes; readonly known: readonly Known[] }> {
  const url = await server.newDatabase()
  const nodes = await startNodes({ kind: 'postgres', url }, 2)
  t.after(() => nodes.stop())
  const agent = userAgent(nodes.door)
  await logIn(agent, authorizePath({ scope: 'openid offline_access', response_type: 'code' }))
  const known: Known[] = []
  let isOver = false
  const clients = Array.from({ length: AT_ONCE }, () =>
    keepLoggingIn(nodes.door, agent, known, () => isOver),
  )
  for (let deaths = 0; deaths < DEATHS; deaths += 1) {
    await wait(BETWEEN)
    await blow(nodes, url)
  }
  await wait(BETWEEN)
  isOver = true
  await Promise.all(clients)
  return { nodes, known }
}

const checkAll = async ({ nodes, known }: Awaited<ReturnType<typeof underBlows>>) => {
  for (const { command } of nodes.nodes)
    if (command.child.exitCode !== null)
      assert.fail(`a node ended by itself:\n${(await command.ended).err.slice(-4000)}`)
  const answered = known.filter(({ access_token }) => access_token !== undefined)
  assert.ok(answered.length > AT_ONCE, `${answered.length} logins were answered`)
  for (let at = 0; at < known.length; at += AT_ONCE)
    await Promise.all(known.slice(at, at + AT_ONCE).map((one) => checkKnown(nodes.door, one)))
}

const BLOWS: Readonly<Record<string, (nodes: Nodes, url: string) => Promise<unknown>>> = {
  'a node is killed': async ({ nodes, replace }) => {
    const [node] = nodes
    await replace(node ?? assert.fail('there is no node'))
  },
  'the database is killed': async () => {
    await server.kill()
    await server.start()
  },
  'every connection is ended': (_, url) =>
    query(
      url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    ),
}

for (const [what, blow] of Object.entries(BLOWS))
  test(`PITFALLS 32: ${what} again and again under load: no code is redeemed twice, no family forked, no answered token without its grant`, async (t) =>
    checkAll(await underBlows(t, blow)))
