import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json, text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { serve } from '@hono/node-server'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import { PROOF_KEY, proofOf } from '../testing/proof.ts'
import { bearing, createScene, NOW, tokenOf } from '../testing/scene.ts'
import type { Verifier } from '../verifier.ts'
import * as expressGuard from './express.ts'
import * as fastifyGuard from './fastify.ts'
import * as honoGuard from './hono.ts'
import { answerMetadata, guard, type NodeRequest, type NodeResponse } from './node.ts'
import { apiRequestOf } from './node-message.ts'

/*
 * What Node's frameworks make of a request, over sockets: the same for each.
 */
const METADATA = '/.well-known/oauth-protected-resource'

const createApi = (now: () => number) =>
  createScene({
    now,
    bearer_methods: ['header', 'body'],
    dpop: {
      base_url: 'https://api.example.com',
      algorithms: ['ES256'],
      nonce: { secret: new Uint8Array(32), lifetime: 300 },
    },
    resource_metadata: { resource: 'https://api.example.com' },
  }).api

interface Running {
  readonly port: number
  readonly close: () => unknown
}

const listening = async (server: ReturnType<typeof createServer>): Promise<Running> => {
  if (!server.listening) await once(server, 'listening')
  const close = () => server.close().closeAllConnections()
  return { port: (server.address() as AddressInfo).port, close }
}

/** Each with `GET /notes` for `read`, `GET /admin` for `admin`, and the metadata. */
const FRAMEWORKS: Readonly<Record<string, (api: Verifier) => Promise<Running>>> = {
  node: (api) => {
    const greet = (_request: NodeRequest, response: NodeResponse, token: { sub: string }) =>
      response.end(token.sub)
    const routes: Readonly<Record<string, ReturnType<typeof guard>>> = {
      '/notes': guard(api, { scope: ['read'] }, greet),
      '/admin': guard(api, { scope: ['admin'] }, greet),
    }
    const server = createServer((request, response) => {
      if (answerMetadata(api, request, response)) return
      routes[request.url?.split('?')[0] ?? '']?.(request, response)
    })
    return listening(server.listen(0, 'localhost'))
  },
  express: (api) => {
    const { guard, metadata, tokenOf } = expressGuard
    const app = express()
    app.use(metadata(api))
    for (const [path, scope] of [
      ['/notes', 'read'],
      ['/admin', 'admin'],
    ] as const)
      app.get(path, guard(api)({ scope: [scope] }), (request, response) =>
        response.send(tokenOf(request).sub),
      )
    return listening(createServer(app).listen(0, 'localhost'))
  },
  fastify: async (api) => {
    const { guard, metadata, tokenOf } = fastifyGuard
    const app = Fastify()
    app.register(metadata(api))
    for (const [path, scope] of [
      ['/notes', 'read'],
      ['/admin', 'admin'],
    ] as const)
      app.get(
        path,
        { onRequest: guard(api)({ scope: [scope] }) },
        async (request) => tokenOf(request).sub,
      )
    await app.listen({ port: 0, host: 'localhost' })
    return { port: (app.server.address() as AddressInfo).port, close: () => app.close() }
  },
  hono: (api) => {
    const { guard, metadata, tokenOf } = honoGuard
    const app = new Hono().use(metadata(api))
    for (const [path, scope] of [
      ['/notes', 'read'],
      ['/admin', 'admin'],
    ] as const)
      app.get(path, guard(api)({ scope: [scope] }), (context) => context.text(tokenOf(context).sub))
    const server = serve({ fetch: app.fetch, port: 0, hostname: 'localhost' })
    return listening(server as ReturnType<typeof createServer>)
  },
}

const TOKEN = await tokenOf()
const BOUND = await tokenOf({ claims: { cnf: { jkt: PROOF_KEY.jkt } } })

/** Asks with header fields as they are, repeated ones too. */
const ask = async (port: number, path: string, fields: readonly string[] = []) => {
  const asking = request({ port, host: 'localhost', path, headers: ['host', 'api', ...fields] })
  asking.end()
  const [answer] = await once(asking, 'response')
  return answer as import('node:http').IncomingMessage
}

const FORM = 'application/x-www-form-urlencoded; charset=utf-8'

test('RFC 6750 §2.2: a token in a form that was parsed before is found, and only in a form', async () => {
  const { api } = createScene({ bearer_methods: ['header', 'body'] })
  const posted = (body: unknown, type = FORM) =>
    apiRequestOf({ method: 'POST', url: '/notes', headers: { 'content-type': type }, body })
  assert.equal((await api.verify(posted({ access_token: TOKEN }))).sub, '248289761001')
  const twice = posted({ access_token: [TOKEN, TOKEN] })
  await assert.rejects(api.verify(twice), { code: 'token_repeated' })
  const json = posted({ access_token: TOKEN }, 'application/json')
  for (const request of [json, posted('text'), posted(null), posted({}), posted(undefined)])
    await assert.rejects(api.verify(request), { code: 'token_missing' })
})

test('without rawHeaders, as in some stand-ins for Node, the headers are looked at', async () => {
  const headers = { authorization: `Bearer ${TOKEN}` }
  const { api } = createScene()
  assert.equal((await api.verify(apiRequestOf({ headers }))).sub, '248289761001')
  const list = { authorization: [`Bearer ${TOKEN}`, 'Bearer other'] }
  await assert.rejects(api.verify(apiRequestOf({ headers: list })), { code: 'token_malformed' })
})

test('a route without guard before it has no token: that is a fault, not a refusal', () => {
  for (const { tokenOf } of [expressGuard, fastifyGuard, honoGuard])
    assert.throws(() => tokenOf(bearing(TOKEN)), TypeError)
})

test('Express: what is no refusal goes on as an error', async () => {
  const fault = new Error('a fault')
  const api = { ...createScene().api, admit: async () => Promise.reject(fault) }
  const passed = await new Promise((resolve) => {
    const response = { setHeader: () => {}, writeHead: () => {}, end: () => {} }
    expressGuard.guard(api)()({ headers: {} }, response, resolve)
  })
  assert.equal(passed, fault)
})

for (const [framework, start] of Object.entries(FRAMEWORKS))
  describe(`a guarded route of ${framework}`, () => {
    let running: Running
    let now = NOW
    before(async () => {
      running = await start(createApi(() => now))
    })
    after(() => running.close())
    const challengeOf = async (...fields: readonly string[]) => {
      const answer = await ask(running.port, '/notes', fields)
      answer.resume()
      return [answer.statusCode, answer.headers['www-authenticate']]
    }

    test('is told the token', async () => {
      const answer = await ask(running.port, '/notes?page=2', ['authorization', `Bearer ${TOKEN}`])
      assert.deepEqual([answer.statusCode, await text(answer)], [200, '248289761001'])
    })

    test('is not reached by a token without its scope; the answer is JSON', async () => {
      const answer = await ask(running.port, '/admin', ['authorization', `Bearer ${TOKEN}`])
      assert.equal(answer.statusCode, 403)
      assert.match(answer.headers['content-type'] ?? '', /^application\/json/)
      assert.equal(answer.headers['cache-control'], 'no-store')
      assert.deepEqual(await json(answer), {
        error: 'insufficient_scope',
        error_description: 'the access token does not allow this',
      })
    })

    test('RFC 6750 §2: two Authorization headers are refused, whichever is good', async () => {
      const [status] = await challengeOf(
        ...['authorization', `Bearer ${TOKEN}`, 'Authorization', 'Bearer other'],
      )
      assert.equal(status, 400)
    })

    test('RFC 9449 §4.3 1: two proofs are refused', async () => {
      const proof = ['dpop', await proofOf(BOUND)]
      const [status, challenge] = await challengeOf(
        'authorization',
        `DPoP ${BOUND}`,
        ...proof,
        ...proof,
      )
      assert.equal(status, 401)
      assert.match(String(challenge), /the DPoP header is not one signed JWT/)
    })

    test('RFC 9449 §8.2: a new nonce comes with the answer, and with the refusal', async () => {
      const sent = async (nonce: string | undefined) => {
        const claims = { nonce, iat: now, htu: 'https://api.example.com/notes' }
        const proof = await proofOf(BOUND, { claims })
        return ask(running.port, '/notes', ['authorization', `DPoP ${BOUND}`, 'dpop', proof])
      }
      const refused = await sent(undefined)
      refused.resume()
      const nonce = String(refused.headers['dpop-nonce'])
      assert.equal(refused.statusCode, 401)
      now += 150
      const answer = await sent(nonce)
      const next = String(answer.headers['dpop-nonce'])
      assert.deepEqual([answer.statusCode, await text(answer)], [200, '248289761001'])
      assert.notEqual(next, nonce)
      const again = await sent(next)
      assert.deepEqual([again.statusCode, again.headers['dpop-nonce']], [200, undefined])
      again.resume()
    })

    test('RFC 9728 §3: the metadata are for everybody, and named in every challenge', async () => {
      const answer = await ask(running.port, METADATA)
      assert.deepEqual(
        [answer.statusCode, answer.headers['access-control-allow-origin']],
        [200, '*'],
      )
      assert.deepEqual(await json(answer), {
        resource: 'https://api.example.com',
        authorization_servers: ['https://op.example.com'],
        bearer_methods_supported: ['header', 'body'],
        dpop_signing_alg_values_supported: ['ES256'],
      })
      const [, challenge] = await challengeOf()
      const url = `https://api.example.com${METADATA}`
      assert.equal(
        challenge,
        `Bearer resource_metadata="${url}", DPoP algs="ES256", resource_metadata="${url}"`,
      )
    })
  })
