import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { Auth, type AuthConfig } from '@auth/core'
import type { OIDCConfig } from '@auth/core/providers'
import { type ApplicationServer, startApplicationServer } from '../support/application-server.ts'
import { logInAt } from '../support/log-in-at.ts'
import { registerAnew } from '../support/registration.ts'
import { type Answer, hiddenFields, type UserAgent, userAgent } from '../support/user-agent.ts'
import { webDoor } from '../support/web-door.ts'
import { type Credentials, startWhole, type Whole } from '../support/whole.ts'

/*
 * Auth.js without a framework: its handler in a small server, with a client for each way to authenticate. Its own page begins the
 * login by a form with a CSRF token; code with PKCE, state and nonce.
 */
type AuthenticationMethod = (typeof METHODS)[number]

const METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const

let op: Whole
let person: Credentials
let server: ApplicationServer

before(async () => {
  op = await startWhole({ GRYPHON_REGISTRATION: 'open' })
  person = await op.addPerson('arthur')
  server = await startApplicationServer()
  const providers = await Promise.all(METHODS.map(provider))
  server.answer(
    listener({
      providers,
      basePath: '/auth',
      secret: 'a secret of this application, for its cookies',
      trustHost: true,
    }),
  )
})
after(async () => {
  await server.close()
  await op.close()
})

interface Person {
  readonly sub: string
  readonly name: string
  readonly email: string
}

/** The key of the client that has one; Auth.js names issuer and token endpoint in `aud`. */
const createKey = async () => {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    { name: 'ECDSA', namedCurve: 'P-256' },
    true,
    ['sign', 'verify'],
  )
  return { privateKey, jwks: { keys: [await crypto.subtle.exportKey('jwk', publicKey)] } }
}

/** A provider of the application, whose client authenticates by this method. */
const provider = async (method: AuthenticationMethod): Promise<OIDCConfig<Person>> => {
  const { privateKey, jwks } = await createKey()
  const { client_id, client_secret } = await registerAnew(
    { door: webDoor(op.issuer) },
    {
      client_name: '@auth/core',
      redirect_uris: [`${server.origin}/auth/callback/${method}`],
      response_types: ['code'],
      token_endpoint_auth_method: method,
      scope: 'openid profile email',
      ...(method === 'private_key_jwt' ? { jwks } : {}),
    },
  )
  return {
    ...{ id: method, name: 'Gryphon', type: 'oidc', issuer: op.issuer },
    ...{ clientId: client_id, clientSecret: client_secret },
    token: { clientPrivateKey: privateKey },
    client: { token_endpoint_auth_method: method },
    checks: ['pkce', 'state', 'nonce'],
    // ID Tokens say who somebody is; what they are called is asked for at UserInfo (Core §5.4).
    idToken: false,
  }
}

const listener =
  (config: AuthConfig): RequestListener =>
  async (request, response) => {
    const { method = 'GET', url, headers } = request
    const { cookie = '', 'content-type': type = 'text/plain' } = headers
    const body = await text(request)
    const answer = await Auth(
      new Request(`${server.origin}${url}`, {
        ...{ method, headers: { cookie, 'content-type': type } },
        ...(method === 'POST' ? { body } : {}),
      }),
      config,
    )
    response.setHeaders(answer.headers)
    response.writeHead(answer.status).end(await answer.text())
  }

/** Presses the button of the application's own sign-in page. */
const begin = async (agent: UserAgent, method: AuthenticationMethod): Promise<Answer> => {
  const page = await agent.open({ path: '/auth/signin' })
  const csrfToken = hiddenFields(page).get('csrfToken') ?? ''
  const body = new URLSearchParams({ csrfToken, callbackUrl: server.origin })
  return agent.send({ method: 'POST', path: `/auth/signin/${method}`, body })
}

const signOut = async (agent: UserAgent): Promise<Answer> => {
  const page = await agent.open({ path: '/auth/signout' })
  const body = new URLSearchParams([...hiddenFields(page)])
  return agent.send({ method: 'POST', path: '/auth/signout', body })
}

const session = async (agent: UserAgent) =>
  JSON.parse((await agent.open({ path: '/auth/session' })).text)

describe('@auth/core', () => {
  for (const method of METHODS)
    test(`logs in by code with PKCE and ${method}, asks userinfo, and forgets when asked to`, async () => {
      const agent = userAgent(webDoor(server.origin))
      const { headers } = await begin(agent, method)
      const url = new URL(headers.get('location') ?? '')
      assert.equal(url.searchParams.get('code_challenge_method'), 'S256')
      const { parameters } = await logInAt(url, person)
      await agent.send({ path: `/auth/callback/${method}?${parameters}` })
      const { user } = await session(agent)
      assert.deepEqual(user, { name: 'arthur Example', email: 'arthur@example.com' })
      await signOut(agent)
      assert.equal(await session(agent), null)
    })
})
