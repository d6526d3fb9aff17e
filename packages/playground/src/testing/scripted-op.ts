import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type Running, serve } from '../web/serve.ts'

/** A provider that plays its part of a script, so that the playground can be tested without a real one. */
export interface ScriptedOp extends Running {
  /** The Authorization Response to a request's URL, as the browser would bring it. */
  answer(url: string): URLSearchParams
}

/** The person that every login is about. */
export const SUB = '248289761001'

const KID = 'script'
const LIFETIME = 300

interface Grant {
  readonly code: string
  readonly nonce: string | undefined
  readonly client_id: string
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const leftHalf = (value: string): string =>
  createHash('sha256').update(value).digest().subarray(0, 16).toString('base64url')

const signJws = (key: KeyObject, claims: object): string => {
  const input = `${encode({ alg: 'RS256', kid: KID, typ: 'JWT' })}.${encode(claims)}`
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
}

const metadataAt = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  userinfo_endpoint: `${issuer}/userinfo`,
  jwks_uri: `${issuer}/jwks`,
  revocation_endpoint: `${issuer}/revoke`,
  introspection_endpoint: `${issuer}/introspect`,
  response_types_supported: ['code', 'code id_token', 'code token', 'code id_token token'],
  authorization_response_iss_parameter_supported: true,
})

const invalid = (error: string, status: number): Response =>
  Response.json({ error }, { status, headers: { 'www-authenticate': `Bearer error="${error}"` } })

/** Starts the scripted provider; `now` in seconds. One code after the other: `code-1`, `code-2`. */
export const startScriptedOp = async (now: () => number): Promise<ScriptedOp> => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' })
  const grants = new Map<string, Grant>()
  const redeemed = new Set<string>()
  const revoked = new Set<string>()
  let issuer = ''

  const idToken = ({ nonce, client_id }: Grant, hashes: object): string =>
    signJws(privateKey, {
      iss: issuer,
      sub: SUB,
      aud: client_id,
      iat: Math.floor(now()),
      exp: Math.floor(now()) + LIFETIME,
      ...(nonce === undefined ? {} : { nonce }),
      ...hashes,
    })

  const tokens = (grant: Grant, access_token: string): Response =>
    Response.json({
      access_token,
      token_type: 'Bearer',
      expires_in: LIFETIME,
      refresh_token: `refresh-of-${grant.code}`,
      id_token: idToken(grant, { at_hash: leftHalf(access_token), name: 'Jane <b>Doe</b>' }),
    })

  const redeem = (code: string): Response => {
    const grant = grants.get(code)
    if (grant === undefined) return invalid('invalid_grant', 400)
    if (redeemed.has(code)) {
      revoked.add(code)
      return invalid('invalid_grant', 400)
    }
    redeemed.add(code)
    return tokens(grant, `access-of-${code}`)
  }

  const refresh = (token: string): Response => {
    const grant = grants.get(token.replace('refresh-of-', ''))
    return grant === undefined || revoked.has(grant.code)
      ? invalid('invalid_grant', 400)
      : tokens(grant, `access-of-${grant.code}`)
  }

  const isLive = (token: string | undefined): boolean =>
    token !== undefined && !revoked.has(token.replace(/^Bearer /, '').replace('access-of-', ''))

  const ENDPOINTS: Readonly<Record<string, (body: URLSearchParams, request: Request) => Response>> =
    {
      '/.well-known/openid-configuration': () => Response.json(metadataAt(issuer)),
      '/jwks': () => Response.json({ keys: [{ ...jwk, kid: KID, use: 'sig', alg: 'RS256' }] }),
      '/token': (body) =>
        body.get('grant_type') === 'refresh_token'
          ? refresh(body.get('refresh_token') ?? '')
          : redeem(body.get('code') ?? ''),
      '/userinfo': (_body, request) =>
        isLive(request.headers.get('authorization') ?? undefined)
          ? Response.json({ sub: SUB, name: 'Jane <b>Doe</b>' })
          : invalid('invalid_token', 401),
      '/introspect': (body) => Response.json({ active: isLive(body.get('token') ?? undefined) }),
      '/revoke': () => new Response(null, { status: 200 }),
    }

  const running = await serve(
    async (request) =>
      ENDPOINTS[new URL(request.url).pathname]?.(
        new URLSearchParams(await request.text()),
        request,
      ) ?? new Response(null, { status: 404 }),
    { host: '127.0.0.1', port: 0 },
  )
  issuer = running.url

  return {
    ...running,
    answer: (url) => {
      const asked = new URL(url).searchParams
      const state = asked.get('state') ?? ''
      const grant: Grant = {
        code: `code-${grants.size + 1}`,
        nonce: asked.get('nonce') ?? undefined,
        client_id: asked.get('client_id') ?? '',
      }
      grants.set(grant.code, grant)
      const words = asked.get('response_type')?.split(' ') ?? []
      const hashes = { c_hash: leftHalf(grant.code), s_hash: leftHalf(state) }
      return new URLSearchParams({
        code: grant.code,
        ...(words.includes('id_token') ? { id_token: idToken(grant, hashes) } : {}),
        state,
        iss: issuer,
      })
    },
  }
}
