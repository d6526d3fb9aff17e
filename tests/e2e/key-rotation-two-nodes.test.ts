import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { redeem, refresh, userinfo } from '../support/flow.ts'
import { API, ISSUER } from '../support/op.ts'
import { EVERYTHING, landing, parameterOf, signedIn } from '../support/signed-in.ts'
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts'

const HOUR = 3600
const DAY = 24 * HOUR
/** The first keys are as old as the provider, an hour older than a test's beginning. */
const AGE = HOUR
/** When successors are announced, and when they are used, in seconds from the beginning. */
const ANNOUNCED = 90 * DAY - 2 * HOUR - AGE
const USED = ANNOUNCED + 2 * HOUR
const BETWEEN = 20
/** When the second client begins: what it fetches then it keeps until after the change. */
const LATE = USED - HOUR + 300

/** Just before and after each change, and between; each login lasts `BETWEEN` seconds. */
const MOMENTS = [
  ANNOUNCED - 2 * HOUR,
  ANNOUNCED - 10,
  ANNOUNCED + 15,
  ANNOUNCED + HOUR,
  LATE,
  USED - 60,
  USED - 10,
  USED + 15,
  USED + 100,
  USED + 2 * HOUR,
  USED + DAY - 10,
  USED + DAY + 15,
]
const AT_ONCE = 8

let nodes: TwoNodes
before(async () => {
  nodes = await startTwoNodes()
})
after(() => nodes.close())

/** A client that keeps the JWKS for as long as it may (RFC 9111 §4.2), and never asks because a kid is new to it. */
const keepingClient = () => {
  let kept: { readonly jwks: string; readonly until: number } | undefined
  return async () => {
    const now = nodes.first.now()
    if (kept === undefined || kept.until <= now) {
      const { text, headers } = await nodes.door.send({ path: '/.well-known/jwks.json' })
      const [, max_age] = /max-age=(\d+)/.exec(headers.get('cache-control') ?? '') ?? []
      kept = { jwks: text, until: now + Number(max_age) }
    }
    return createLocalJWKSet(JSON.parse(kept.jwks))
  }
}

/** As an RP does (Core §3.1.3.7), or an API (RFC 9068 §4); tells the key that signed. */
const verify = async (client: ReturnType<typeof keepingClient>, jwt: unknown, audience: string) => {
  const currentDate = new Date(nodes.first.now() * 1000)
  await jwtVerify(String(jwt), await client(), { issuer: ISSUER, audience, currentDate })
  return String(decodeProtectedHeader(String(jwt)).kid)
}

const rotateOnBoth = () =>
  Promise.all(
    nodes.nodes.map(async (node) => {
      let rotated = 0
      for (let more = -1; more !== 0; rotated += more) more = await node.rotateDueKeys()
      return rotated
    }),
  )

test('PITFALLS 29: through a scheduled rotation on two nodes, both ID Tokens of every hybrid login verify, with a JWKS that is kept', async () => {
  const { first, door } = nodes
  const client = keepingClient()
  const late = keepingClient()
  const began = first.now()
  const passTo = (moment: number) => first.pass(began + moment - first.now())
  const kids = new Set<string>()
  let rotated = 0
  let refresh_token: string | undefined
  for (const moment of MOMENTS) {
    passTo(moment)
    rotated += (await rotateOnBoth()).reduce((sum, count) => sum + count, 0)
    const agent = await signedIn({ door })
    const fronts = await Promise.all(
      Array.from({ length: AT_ONCE }, () => landing(agent, EVERYTHING)),
    )
    const clients = moment < LATE ? [client] : [client, late]
    await Promise.all(clients.map((fetchKeys) => fetchKeys()))
    first.pass(BETWEEN)
    const backs = await Promise.all(
      fronts.map((front) => redeem({ door }, parameterOf(front, 'code'))),
    )
    for (const [turn, { json }] of backs.entries()) {
      const by = clients[turn % clients.length] ?? client
      const front = fronts[turn]?.parameters.get('id_token')
      for (const [jwt, audience] of [
        [front, 'app'],
        [json.id_token, 'app'],
        [json.access_token, API],
      ] as const)
        kids.add(await verify(by, jwt, audience))
      assert.equal((await userinfo({ door }, String(json.access_token))).status, 200)
    }
    const used = await refresh({ door }, refresh_token ?? String(backs[0]?.json.refresh_token))
    assert.equal(used.status, 200, `${moment}`)
    refresh_token = String(used.json.refresh_token)
  }
  // Five algs, one successor each, whichever node made it.
  assert.equal(rotated, 5)
  // ID Tokens and access tokens, each by the old key and by the new one.
  assert.equal(kids.size, 4)
})
