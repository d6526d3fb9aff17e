import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import express, { type RequestHandler } from 'express'
import passport from 'passport'
import { Strategy } from 'passport-openidconnect'
import { type ApplicationServer, startApplicationServer } from '../support/application-server.ts'
import { logInAt } from '../support/log-in-at.ts'
import { registerAnew, type SelfRegistered } from '../support/registration.ts'
import { userAgent } from '../support/user-agent.ts'
import { webDoor } from '../support/web-door.ts'
import { type Credentials, startWhole, type Whole } from '../support/whole.ts'

/*
 * Passport's strategy for OpenID Connect, in an Express application: code flow, the secret in the form. It reads no metadata, so
 * it is told each address, and asks for much of Core §3.1.2.1 at once.
 */
let op: Whole
let person: Credentials
let server: ApplicationServer

before(async () => {
  op = await startWhole({ GRYPHON_REGISTRATION: 'open' })
  person = await op.addPerson('petra')
  server = await startApplicationServer()
  const client = await registerAnew(
    { door: webDoor(op.issuer) },
    {
      client_name: 'passport-openidconnect',
      redirect_uris: [`${server.origin}/callback`],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
      scope: 'openid profile email offline_access',
    },
  )
  server.answer(application(client))
})
after(async () => {
  await server.close()
  await op.close()
})

const strategy = ({ client_id, client_secret }: SelfRegistered) =>
  new Strategy(
    {
      issuer: op.issuer,
      authorizationURL: `${op.issuer}/authorize`,
      tokenURL: `${op.issuer}/oauth/token`,
      userInfoURL: `${op.issuer}/userinfo`,
      clientID: client_id,
      clientSecret: client_secret,
      callbackURL: '/callback',
      scope: ['profile', 'offline_access'],
      nonce: true,
      maxAge: 600,
      display: 'page',
      uiLocales: 'de',
      acrValues: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
      claims: { userinfo: { email: { essential: true } } },
    },
    (issuer, userinfo, { id }, _context, _idToken, _accessToken, refreshToken, tokens, verified) =>
      verified(null, {
        issuer,
        names: [userinfo.displayName, userinfo.emails],
        isSamePerson: userinfo.id === id,
        isRefreshable: refreshToken !== undefined,
        token_type: tokens.token_type,
      }),
  )

/** What Express sessions are to the strategy: an object for each browser. */
const sessions = (): RequestHandler => {
  const kept = new Map<string, object>()
  return (request, response, next) => {
    const id = /session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? randomUUID()
    const session = kept.get(id) ?? {}
    kept.set(id, session)
    response.setHeader('set-cookie', `session=${id}; Path=/; HttpOnly`)
    next(Object.assign(request, { session }) && undefined)
  }
}

const application = (client: SelfRegistered) => {
  const authenticate = passport
    .use(strategy(client))
    .authenticate('openidconnect', { session: false })
  return express()
    .use(sessions())
    .get('/login', authenticate)
    .get('/callback', authenticate, (request, response) => {
      response.json((request as { readonly user?: object }).user)
    })
}

const begin = async () => {
  const agent = userAgent(webDoor(server.origin))
  const { headers } = await agent.open({ path: '/login' })
  return { agent, url: new URL(headers.get('location') ?? '') }
}

test('passport-openidconnect logs in by code, with max_age, claims, ui_locales and acr_values, and asks userinfo', async () => {
  const { agent, url } = await begin()
  const { parameters } = await logInAt(url, person)
  const { text } = await agent.open({ path: `/callback?${parameters}` })
  assert.deepEqual(JSON.parse(text), {
    issuer: op.issuer,
    names: ['petra Example', [{ value: 'petra@example.com' }]],
    isSamePerson: true,
    isRefreshable: true,
    token_type: 'Bearer',
  })
})

test('passport-openidconnect takes an answer once', async () => {
  const { agent, url } = await begin()
  const { parameters } = await logInAt(url, person)
  const answers = [
    await agent.open({ path: `/callback?${parameters}` }),
    await agent.open({ path: `/callback?${parameters}` }),
  ]
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 403],
  )
})
