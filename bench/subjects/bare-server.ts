import { createHash, generateKeyPairSync, randomBytes, sign, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { openSqlite } from '@gryphon/store-sqlite'
import { ALGS, type Alg, clientIdOf, REDIRECT_URI } from './subject.ts'

/*
 * The floor: a bare server that checks all that the protocol has it check for this one client and flow, signs, and makes one
 * durable mark for each flow. Codes, tokens and sessions are in memory; there are no pages, tenants, rotation or log.
 * Run with a port, the client's secret, and a file for the marks.
 */
const [port = '', secret = '', file = ''] = process.argv.slice(2)
const issuer = `http://127.0.0.1:${port}`
const { store } = await openSqlite({ file })

const generate = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  EdDSA: () => generateKeyPairSync('ed25519').privateKey,
}
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const clients = new Map(
  ALGS.map((alg) => {
    const header = base64url({ alg, kid: alg, typ: 'JWT' })
    return [clientIdOf(alg), { alg, header, key: generate[alg]() }] as const
  }),
)
type Client = {
  readonly alg: Alg
  readonly header: string
  readonly key: ReturnType<typeof generate.ES256>
}

const signClaims = async ({ alg, header, key }: Client, claims: object): Promise<string> => {
  const input = `${header}.${base64url(claims)}`
  const digest = alg === 'EdDSA' ? null : 'sha256'
  const options = { key, dsaEncoding: 'ieee-p1363' } as const
  const signature =
    alg === 'RS256'
      ? await new Promise<Buffer>((resolve, reject) => {
          sign(digest, Buffer.from(input), options, (error, made) =>
            error ? reject(error) : resolve(made),
          )
        })
      : sign(digest, Buffer.from(input), options)
  return `${input}.${signature.toString('base64url')}`
}

interface Kept {
  readonly client_id: string
  readonly sub: string
  readonly nonce: string
  readonly expires_at: number
}
const codes = new Map<string, Kept>()
const tokens = new Map<string, Kept>()
const sessions = new Map<string, string>()
const nowSeconds = () => Math.floor(Date.now() / 1000)
const digestOf = (text: string) => createHash('sha256').update(text).digest()
const random = () => randomBytes(24).toString('base64url')
const secretDigest = digestOf(secret)
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

const keep = (all: Map<string, Kept>, name: string, kept: Kept) => {
  all.set(name, kept)
  const [oldest] = all.keys()
  if (all.size > 10_000 && oldest !== undefined) all.delete(oldest)
}

const idTokenFor = (client: Client, { client_id, sub, nonce }: Kept, more: object) => {
  const iat = nowSeconds()
  return signClaims(client, {
    iss: issuer,
    sub,
    aud: client_id,
    exp: iat + 3600,
    iat,
    nonce,
    ...more,
  })
}

const send = (response: ServerResponse, status: number, type: string, body: string, more = {}) => {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
    ...more,
  })
  response.end(body)
}
const sendJson = (response: ServerResponse, status: number, value: object) =>
  send(response, status, 'application/json', JSON.stringify(value))

const sessionOf = (request: IncomingMessage) => {
  const known = /(?:^|; )session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1]
  if (known !== undefined && sessions.has(known)) return { name: known, more: {} }
  const name = random()
  sessions.set(name, `person-${sessions.size}`)
  return { name, more: { 'set-cookie': `session=${name}; HttpOnly; SameSite=Lax; Path=/` } }
}

const authorize = async (request: IncomingMessage, response: ServerResponse, query: string) => {
  const asked = new URLSearchParams(query)
  const client_id = asked.get('client_id') ?? ''
  const client = clients.get(client_id)
  const response_type = asked.get('response_type') ?? ''
  const scope = (asked.get('scope') ?? '').split(' ')
  const [nonce, state] = [asked.get('nonce'), asked.get('state')]
  if (client === undefined || asked.get('redirect_uri') !== REDIRECT_URI)
    return sendJson(response, 400, { error: 'invalid_request' })
  const isKnown = ['code id_token', 'code id_token token'].includes(response_type)
  const isFormPost = asked.get('response_mode') === 'form_post'
  if (!isKnown || !isFormPost || !scope.includes('openid') || nonce === null)
    return sendJson(response, 400, { error: 'invalid_request' })
  const { name, more } = sessionOf(request)
  const half = (text: string) => digestOf(text).subarray(0, 16).toString('base64url')
  const [code, access_token] = [random(), response_type.endsWith(' token') ? random() : undefined]
  const kept = { client_id, sub: sessions.get(name) ?? '', nonce, expires_at: nowSeconds() + 60 }
  keep(codes, code, kept)
  if (access_token !== undefined)
    keep(tokens, access_token, { ...kept, expires_at: kept.expires_at + 300 })
  const id_token = await idTokenFor(client, kept, {
    c_hash: half(code),
    ...(state === null ? {} : { s_hash: half(state) }),
    ...(access_token === undefined ? {} : { at_hash: half(access_token) }),
  })
  const fields = {
    code,
    id_token,
    ...(access_token && { access_token }),
    ...(state && { state }),
    iss: issuer,
  }
  const inputs = Object.entries(fields).map(
    ([field, value]) => `<input type="hidden" name="${field}" value="${escapeHtml(value)}">`,
  )
  send(
    ...([response, 200, 'text/html; charset=utf-8'] as const),
    `<!doctype html><form method="post" action="${REDIRECT_URI}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`,
    more,
  )
}

const redeem = async (request: IncomingMessage, response: ServerResponse, form: string) => {
  const asked = new URLSearchParams(form)
  const credentials = Buffer.from(
    (request.headers.authorization ?? '').slice(6),
    'base64',
  ).toString()
  const [client_id = '', shown = ''] = credentials.split(':')
  const client = clients.get(client_id)
  if (client === undefined || !timingSafeEqual(digestOf(shown), secretDigest))
    return sendJson(response, 401, { error: 'invalid_client' })
  const code = asked.get('code') ?? ''
  const kept = codes.get(code)
  const isRight =
    kept?.client_id === client_id &&
    kept.expires_at > nowSeconds() &&
    asked.get('redirect_uri') === REDIRECT_URI &&
    asked.get('grant_type') === 'authorization_code'
  if (kept === undefined || !isRight) return sendJson(response, 400, { error: 'invalid_grant' })
  const now = nowSeconds()
  if ((await store.claimOnce('default', code, now, now + 3600)) === 'again')
    return sendJson(response, 400, { error: 'invalid_grant' })
  const access_token = random()
  keep(tokens, access_token, { ...kept, expires_at: now + 3600 })
  const id_token = await idTokenFor(client, kept, {})
  sendJson(response, 200, { access_token, token_type: 'Bearer', expires_in: 3600, id_token })
}

const tellUserinfo = (request: IncomingMessage, response: ServerResponse) => {
  const kept = tokens.get((request.headers.authorization ?? '').slice(7))
  if (kept === undefined || kept.expires_at <= nowSeconds())
    return sendJson(response, 401, { error: 'invalid_token' })
  sendJson(response, 200, { email: `${kept.sub}@example.com`, sub: kept.sub })
}

const server = createServer((request, response) => {
  const [path, query = ''] = (request.url ?? '').split('?', 2)
  if (path === '/authorize') return void authorize(request, response, query)
  if (path === '/userinfo') return tellUserinfo(request, response)
  if (path === '/health') return sendJson(response, 200, {})
  let form = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => {
    form += chunk
  })
  request.on('end', () => void redeem(request, response, form))
})
server.listen(Number(port), '127.0.0.1')
process.once('SIGTERM', () => process.exit())
