import { once } from 'node:events'
import { Agent, createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import express, { type RequestHandler } from 'express'
import { auth } from 'express-oauth2-jwt-bearer'
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { guard } from './src/adapters/express.ts'
import { allowInsecure, createVerifier, type VerifierConfig } from './src/index.ts'

/*
 * What the guard costs on a warm JWK Set, beside others in the same process: the verification of a token beside `jose.jwtVerify`
 * alone, and a request to the same Express route beside `express-oauth2-jwt-bearer`. Rounds alternate; medians of them
 * are told, and the ratio. Run with `node packages/resource-server/bench.ts [--rounds 201]`.
 */
const { rounds } = parseArgs({ options: { rounds: { type: 'string', default: '201' } } }).values
const ROUNDS = Number(rounds)
const VERIFICATIONS = 200
const REQUESTS = 64
const TOGETHER = 16
const AUDIENCE = 'https://api.example.com'

const listen = async (server: Server): Promise<string> => {
  server.listen(0, 'localhost')
  await once(server, 'listening')
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

const makeKey = async (alg: string) => {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  return { alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid: alg, alg, use: 'sig' } }
}

const KEYS = [await makeKey('ES256'), await makeKey('RS256')]
const JWKS = { keys: KEYS.map(({ jwk }) => jwk) }

const keyServer = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(JWKS))
})
const issuer = await listen(keyServer)
const jwks_uri = `${issuer}/jwks`

const tokenOf = ({ alg, privateKey }: (typeof KEYS)[number]) =>
  new SignJWT({ client_id: 'app', scope: 'openid read' })
    .setProtectedHeader({ alg, kid: alg, typ: 'at+jwt' })
    .setIssuer(issuer)
    .setAudience(AUDIENCE)
    .setSubject('248289761001')
    .setIssuedAt()
    .setExpirationTime('1h')
    .setJti('Zq8QkqPYkHbWvV3QmXbGJw')
    .sign(privateKey)

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const timed = async (run: () => Promise<void>): Promise<number> => {
  const began = performance.now()
  await run()
  return performance.now() - began
}

/** Each in turn, round by round, the first of a round another each time: what else the machine does, each feels alike. */
const compare = async (
  name: string,
  times: number,
  ways: Readonly<Record<string, () => Promise<void>>>,
) => {
  const found = Object.entries(ways).map(([way, run]) => ({ way, run, spent: [] as number[] }))
  for (const { run } of found) await run()
  for (let round = 0; round < ROUNDS; round += 1)
    for (const at of found.keys()) {
      const { run, spent } = found[(at + round) % found.length] ?? {}
      if (run !== undefined) spent?.push(await timed(run))
    }
  const medians = found.map(({ way, spent }) => ({ way, each: (medianOf(spent) / times) * 1000 }))
  const first = medians[0]?.each ?? Number.NaN
  for (const { way, each } of medians) {
    const columns = [name.padEnd(28), way.padEnd(28), `${each.toFixed(1)} µs`.padStart(10)]
    process.stdout.write(`${columns.join(' ')}  ${(each / first).toFixed(2)}\n`)
  }
}

const repeat = (verify: () => Promise<unknown>) => async () => {
  for (let turn = 0; turn < VERIFICATIONS; turn += 1) await verify()
}

const CONFIG: VerifierConfig = { issuer, audience: AUDIENCE, jwks_uri, [allowInsecure]: true }
const api = createVerifier(CONFIG)
const keySet = createLocalJWKSet(JWKS)
for (const key of KEYS) {
  const token = await tokenOf(key)
  const expected = { issuer, audience: AUDIENCE, typ: 'at+jwt', algorithms: [key.alg] }
  const request = new Request(AUDIENCE, { headers: { authorization: `Bearer ${token}` } })
  await compare(`verify a token, ${key.alg}`, VERIFICATIONS, {
    'jose.jwtVerify': repeat(() => jwtVerify(token, keySet, expected)),
    'api.verify(token)': repeat(() => api.verify(token, { scope: ['read'] })),
    'api.verify(request)': repeat(() => api.verify(request, { scope: ['read'] })),
  })
}

const routeOf = async (...handlers: readonly RequestHandler[]) => {
  const app = express()
  app.get('/', ...handlers, (_request, response) => response.json({ hello: 'world' }))
  const server = createServer(app)
  return { server, url: await listen(server) }
}

const agent = new Agent({ keepAlive: true, maxSockets: TOGETHER })

const ask = (url: string, token: string) =>
  new Promise<void>((resolve, reject) => {
    get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`))
      response.resume().on('end', resolve)
    }).on('error', reject)
  })

const load = (url: string, token: string) => async () => {
  for (let turn = 0; turn < REQUESTS; turn += TOGETHER)
    await Promise.all(Array.from({ length: TOGETHER }, () => ask(url, token)))
}

const bearer = auth({ issuer, audience: AUDIENCE, jwksUri: jwks_uri })
const routes = {
  'no guard': await routeOf(),
  'express-oauth2-jwt-bearer': await routeOf(bearer as unknown as RequestHandler),
  '@gryphon/resource-server': await routeOf(guard(api)()),
}
for (const key of KEYS) {
  const token = await tokenOf(key)
  const ways = Object.entries(routes).map(([name, { url }]) => [name, load(url, token)] as const)
  await compare(`an Express route, ${key.alg}`, REQUESTS, Object.fromEntries(ways))
}

agent.destroy()
for (const { server } of Object.values(routes)) server.close()
keyServer.close()
