import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import express from 'express'
import openid from 'express-openid-connect'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { type Credentials, startWhole, type Whole } from '../support/whole.ts'

/*
 * Auth0's own SDK for Express, `code id_token` by form_post, in a real browser: the application is at another site than the provider.
 */
let op: Whole
let person: Credentials
let server: Server
let browser: Browser
let origin: string

before(async () => {
  op = await startWhole()
  person = await op.addPerson('emma')
  server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { client_id, client_secret } = await op.addClient({
    client_name: 'express-openid-connect',
    redirect_uris: [`${origin}/callback`],
    response_types: ['code', 'code id_token'],
    scope: ['openid', 'profile', 'email', 'offline_access'],
  })
  server.on('request', application(client_id, client_secret))
  browser = await launchBrowser()
})

after(async () => {
  await browser.close()
  server.closeAllConnections()
  server.close()
  await op.close()
})

const application = (clientID: string, clientSecret: string) =>
  express()
    .use(
      openid.auth({
        issuerBaseURL: op.issuer,
        baseURL: origin,
        clientID,
        clientSecret,
        clientAuthMethod: 'client_secret_basic',
        secret: 'a secret of this application, for its cookies',
        authRequired: false,
        idpLogout: false,
        authorizationParams: {
          response_type: 'code id_token',
          response_mode: 'form_post',
          scope: 'openid profile email offline_access',
        },
      }),
    )
    .get('/', (request, response) => {
      response.send(request.oidc.isAuthenticated() ? 'somebody' : 'nobody')
    })
    .get('/me', openid.requiresAuth(), async (request, response) => {
      const { accessToken, idTokenClaims } = request.oidc
      const refreshed = await accessToken?.refresh()
      response.json({
        iss: idTokenClaims?.iss,
        userinfo: await request.oidc.fetchUserInfo(),
        isRefreshed:
          refreshed !== undefined && refreshed.access_token !== accessToken?.access_token,
      })
    })

test('express-openid-connect logs in by code id_token and form_post, asks userinfo, refreshes, logs out', async () => {
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${origin}/me`)
  await page.getByLabel('Username').fill(person.username)
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.waitForURL(`${origin}/me`)
  const { iss, userinfo, isRefreshed } = JSON.parse((await page.textContent('body')) ?? '')
  assert.deepEqual([iss, isRefreshed], [op.issuer, true])
  assert.deepEqual([userinfo.name, userinfo.email], ['emma Example', 'emma@example.com'])
  await page.goto(`${origin}/logout`)
  assert.equal(await page.textContent('body'), 'nobody')
})

test('express-openid-connect logs in again, and nothing is asked', async () => {
  const [context] = browser.contexts()
  const page = await (context ?? assert.fail('no context')).newPage()
  await page.goto(`${origin}/login`)
  await page.waitForURL(`${origin}/`)
  assert.equal(await page.textContent('body'), 'somebody')
})
