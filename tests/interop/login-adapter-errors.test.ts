import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { allowInsecure, ClientError, none } from '@gryphon/client'
import * as forExpress from '@gryphon/client/express'
import * as forFastify from '@gryphon/client/fastify'
import * as forHono from '@gryphon/client/hono'
import * as forNext from '@gryphon/client/next'
import * as forNode from '@gryphon/client/node'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'

/*
 * What a login of each framework does when it fails, when somebody else has read the body, and when the Host is not its own.
 */
const OPTIONS: forNode.LoginOptions = {
  issuer: {
    issuer: 'https://op.example',
    authorization_endpoint: 'https://op.example/authorize',
    token_endpoint: 'https://op.example/token',
    jwks_uri: 'https://op.example/jwks',
    response_types_supported: ['code id_token'],
  },
  client_id: 'app',
  authentication: none(),
  base_url: 'http://127.0.0.1:3000',
  secret: 'a secret of this application, for its cookies',
  options: { [allowInsecure]: true },
}

const THROWING: forNode.LoginOptions = {
  ...OPTIONS,
  on_error: (error) => {
    throw error
  },
}

const codeOf = (error: unknown) => (error instanceof ClientError ? error.code : String(error))

const listen = async (context: TestContext, listener: RequestListener) => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const lost = async (origin: string) => {
  const body = new URLSearchParams({ state: 'of nobody', gryphon_reposted: '1' })
  const answer = await fetch(`${origin}/callback`, { method: 'POST', body })
  return [answer.status, await answer.text()]
}

describe('what on_error throws goes to the error handling of', () => {
  test('Express', async (context) => {
    const app = express().use(forExpress.gryphonLogin(THROWING))
    const origin = await listen(context, (request, response) =>
      app(request, response, (error) => response.writeHead(418).end(codeOf(error))),
    )
    assert.deepEqual(await lost(origin), [418, 'transaction_unknown'])
  })

  test('Fastify', async () => {
    const app = fastify().setErrorHandler((error, _request, reply) => {
      reply.code(418).send(codeOf(error))
    })
    await app.register(forFastify.gryphonLogin(THROWING))
    const answer = await app.inject({ method: 'GET', url: '/callback?state=x' })
    assert.deepEqual([answer.statusCode, answer.body], [418, 'transaction_unknown'])
  })

  test('Hono', async () => {
    const app = new Hono().use(forHono.gryphonLogin(THROWING))
    app.onError((error, context) => context.text(codeOf(error), 418))
    const answer = await app.request('/callback?state=x')
    assert.deepEqual([answer.status, await answer.text()], [418, 'transaction_unknown'])
  })

  test('Next.js', async () => {
    const { handlers } = forNext.gryphonLogin(THROWING)
    const request = new Request('http://127.0.0.1:3000/auth/callback?state=x')
    await assert.rejects(handlers.GET(request, {}), { code: 'transaction_unknown' })
  })

  test('plain Node, in next', async (context) => {
    const login = forNode.gryphonLogin(THROWING)
    const origin = await listen(context, (request, response) =>
      login(request, response, (error) => response.writeHead(418).end(codeOf(error))),
    )
    assert.deepEqual(await lost(origin), [418, 'transaction_unknown'])
  })
})

describe('a login over node:http', () => {
  const login = forNode.gryphonLogin(OPTIONS)

  test('takes a form that another middleware has read', async (context) => {
    const origin = await listen(context, async (request, response) => {
      for await (const _ of request);
      const body = { state: ['of', 'nobody'], gryphon_reposted: '1' }
      await login(Object.assign(request, { body }), response, () => response.end('next'))
    })
    const [status, text] = await lost(origin)
    assert.deepEqual([status, /transaction_unknown/.test(String(text))], [400, true])
  })

  test('leaves the bodies of other requests unread', async (context) => {
    const origin = await listen(context, (request, response) =>
      login(request, response, async () => {
        let body = ''
        for await (const chunk of request) body += String(chunk)
        response.end(body)
      }),
    )
    const answer = await fetch(`${origin}/notes`, { method: 'POST', body: 'a note' })
    assert.equal(await answer.text(), 'a note')
  })

  test('believes base_url, and no Host or target of a request', async (context) => {
    const origin = await listen(context, (request, response) => {
      request.headers.host = 'evil.example'
      if (request.url === '/absolute') request.url = 'http://evil.example/login'
      login(request, response, () => response.end('next'))
    })
    const answer = await fetch(`${origin}/login`, { redirect: 'manual' })
    const { searchParams } = new URL(answer.headers.get('location') ?? '')
    assert.equal(searchParams.get('redirect_uri'), 'http://127.0.0.1:3000/callback')
    assert.equal(await (await fetch(`${origin}/absolute`)).text(), 'next')
    assert.equal(await (await fetch(`${origin}//evil.example:99999/`)).text(), 'next')
  })

  test('names the address that the application must be opened at, where its cookie did not come', async (context) => {
    const named = forNode.gryphonLogin({
      ...OPTIONS,
      on_error: ({ message }) => new Response(message),
    })
    const origin = await listen(context, (request, response) => named(request, response, () => {}))
    const [, text] = await lost(origin)
    assert.match(
      String(text),
      /open the application as http:\/\/127\.0\.0\.1:3000, and by no other/,
    )
  })

  test('says what is wrong where what asks for the login comes before it', () => {
    assert.throws(() => forNode.loginOf({}), /gryphonLogin must come before/)
  })
})

test('an adapter has fewer than 100 lines', () => {
  for (const name of ['express', 'fastify', 'hono', 'next', 'node']) {
    const text = readFileSync(`packages/client/src/adapters/${name}.ts`, 'utf8')
    assert.ok(text.split('\n').length < 100, name)
  }
})
