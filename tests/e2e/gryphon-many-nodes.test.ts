import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { decodeProtectedHeader } from 'jose'
import {
  authorizePath,
  claimsOf,
  landed,
  logIn,
  post,
  redeem,
  refresh,
  userinfo,
} from '../support/flow.ts'
import { newFolder } from '../support/gryphon.ts'
import { type Nodes, startNodes, type Where } from '../support/nodes.ts'
import { startServer } from '../support/postgres.ts'
import { newCode } from '../support/signed-in.ts'
import { userAgent } from '../support/user-agent.ts'

const server = await startServer()

// biome-ignore format: a table
const WHERE: Readonly<Record<string, () => Promise<Where>>> = {
  'three nodes on one PostgreSQL database': async () => ({ kind: 'postgres', url: await server.newDatabase() }),
  'three nodes on one SQLite file':         async () => ({ kind: 'file', folder: newFolder() }),
}

const ASKED = { scope: 'openid profile offline_access', response_type: 'code id_token' }
const SILENT = { ...ASKED, prompt: 'none' }

for (const [name, where] of Object.entries(WHERE))
  describe(name, () => {
    let nodes: Nodes
    before(async () => {
      nodes = await startNodes(await where(), 3)
    })
    after(() => nodes.stop())

    const signedIn = async () => {
      const agent = userAgent(nodes.door)
      const { parameters } = await logIn(agent, authorizePath(ASKED))
      return { agent, parameters }
    }
    const node = (turn: number) => nodes.nodes[turn] ?? assert.fail(`there is no node ${turn}`)

    test('a login goes on at the next node with every request, and so does what comes of it', async () => {
      const { parameters } = await signedIn()
      const code = String(parameters.get('code'))
      const { status, json } = await redeem(node(0), code)
      assert.equal(status, 200)
      assert.equal((await userinfo(node(1), String(json.access_token))).status, 200)
    })

    test('PITFALLS 25: of three nodes that are sent one code at once, one redeems it, and nothing of it lives', async () => {
      const { parameters } = await signedIn()
      const code = String(parameters.get('code'))
      const told = await Promise.all(nodes.nodes.map((one) => redeem(one, code)))
      assert.deepEqual(told.map(({ status }) => status).toSorted(), [200, 400, 400])
      const winner = told.find(({ status }) => status === 200)
      const token = String(winner?.json.access_token)
      for (const one of nodes.nodes) {
        const { json } = await post(one, '/oauth/introspect', { token })
        assert.equal(json.active, false)
      }
    })

    test('of three nodes that are sent one refresh token at once, all give one generation', async () => {
      const { parameters } = await signedIn()
      const { json } = await redeem(node(0), String(parameters.get('code')))
      const told = await Promise.all(
        nodes.nodes.map((one) => refresh(one, String(json.refresh_token))),
      )
      assert.deepEqual(
        told.map(({ status }) => status),
        [200, 200, 200],
      )
      const next = await refresh(node(1), String(told[2]?.json.refresh_token))
      assert.equal(next.status, 200)
    })

    test('a logout at one node is one at every node', async () => {
      const { agent, parameters } = await signedIn()
      const id_token_hint = String(parameters.get('id_token'))
      const code = await newCode(agent, { ...SILENT, scope: 'openid' })
      const asked = new URLSearchParams({ id_token_hint })
      await agent.open({ path: `/oauth/logout?${asked}` })
      for (const _ of nodes.nodes) {
        const answer = landed(await agent.open({ path: authorizePath(SILENT) }))
        assert.equal(answer.parameters.get('error'), 'login_required')
      }
      assert.equal((await redeem(node(2), code)).json.error, 'invalid_grant')
    })

    test('PITFALLS 29: a key that was rotated by command is announced by every node, and signs at every node', async () => {
      const { agent } = await signedIn()
      const kids = async (turn: number) => {
        const { text } = await node(turn).door.send({ path: '/.well-known/jwks.json' })
        return (JSON.parse(text).keys as readonly { kid: string }[]).map(({ kid }) => kid)
      }
      const before = await kids(0)
      const told = JSON.parse(await nodes.run(['keys', 'rotate', '--now', '--json']))
      const [next] = (told as readonly { kid: string; alg: string; status: string }[]).filter(
        ({ kid, alg }) => alg === 'RS256' && !before.includes(kid),
      )
      assert.ok(next)
      for (const turn of nodes.nodes.keys()) {
        while (!(await kids(turn)).includes(next.kid)) await wait(100)
        const landing = landed(await agent.open({ path: authorizePath(SILENT) }))
        assert.equal(claimsOf(landing.parameters.get('id_token')).iss, nodes.issuer)
      }
      const { parameters } = landed(await agent.open({ path: authorizePath(SILENT) }))
      assert.equal(decodeProtectedHeader(String(parameters.get('id_token'))).kid, next.kid)
    })
  })
