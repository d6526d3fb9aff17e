import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { SignJWT, UnsecuredJWT } from 'jose'
import { clientKey } from '../support/assertions.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, claimsOf, logIn } from '../support/flow.ts'
import {
  addLogoutClient,
  logoutPath,
  POST_LOGOUT,
  signedInAt,
  silently,
} from '../support/logout.ts'
import type { TestOp } from '../support/op.ts'
import { rowCounts } from '../support/rows.ts'
import { type Answer, userAgent } from '../support/user-agent.ts'

const isAsked = ({ status, text }: Answer) => status === 200 && text.includes('name="everywhere"')

throughEachDoor('a logout that is refused (RP-Initiated Logout §4)', (given) => {
  before(async () => {
    await addLogoutClient(given(), { client_id: 'rp', post_logout_redirect_uris: [POST_LOGOUT] })
    await addLogoutClient(given(), { client_id: 'rp2' })
  })
  const signedInAtRp = () => signedInAt(given(), 'rp')

  const refused = (
    op: TestOp,
    id_token: string,
  ): Readonly<Record<string, () => Promise<Readonly<Record<string, string>>>>> => {
    const to = { post_logout_redirect_uri: POST_LOGOUT }
    const hint = { id_token_hint: id_token }
    const at = (post_logout_redirect_uri: string) => async () => ({
      ...hint,
      post_logout_redirect_uri,
    })
    return {
      'an unregistered post_logout_redirect_uri': at('https://rp.example/other'),
      'one of another site': at('https://evil.example/'),
      'one with a longer query': at(`${POST_LOGOUT}?more=1`),
      'one with a longer path': at(`${POST_LOGOUT}/more`),
      'a redirect_uri that is none of the kind': at('https://rp.example/callback'),
      'one of another case': at('https://RP.example/signed-out'),
      'an unregistered one with client_id alone': async () => ({
        client_id: 'rp',
        post_logout_redirect_uri: 'https://evil.example/',
      }),
      'an unknown client_id': async () => ({ client_id: 'none', ...to }),
      'a client_id that the hint was not issued to': async () => ({
        ...hint,
        ...to,
        client_id: 'rp2',
      }),
      'a hint with alg none': async () => ({
        ...to,
        id_token_hint: new UnsecuredJWT(claimsOf(id_token)).encode(),
      }),
      'a hint that somebody else signed': async () => ({
        ...to,
        id_token_hint: await new SignJWT(claimsOf(id_token))
          .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
          .sign(clientKey('ES256', 'theirs').key),
      }),
      'a hint whose signature is changed': async () => ({
        ...to,
        id_token_hint: `${id_token.slice(0, -8)}AAAAAAAA`,
      }),
      'an access token as a hint': async () => ({
        ...to,
        id_token_hint: await accessToken(op),
      }),
      'a hint that is no JWT': async () => ({ ...to, id_token_hint: 'abc' }),
    }
  }

  for (const name of Object.keys(refused({} as TestOp, '')))
    test(`${name}: an error page, no redirect, and nobody is signed out (§3, §4)`, async () => {
      const op = given()
      const { agent, id_token } = await signedInAtRp()
      const asked = await refused(op, id_token)[name]?.()
      const rows = rowCounts(op)
      const answer = await agent.open({ path: logoutPath(asked) })
      assert.equal(answer.status, 400)
      assert.equal(answer.headers.get('location'), null)
      assert.match(answer.headers.get('content-type') ?? '', /^text\/html/)
      assert.deepEqual(rowCounts(op), rows)
      assert.equal(await silently(agent, 'rp'), null)
      assert.equal(op.events.filter(({ event }) => event === 'logout.refused').length > 0, true)
    })

  test('a parameter that came twice: an error page (RFC 6749 §3.1)', async () => {
    const { agent, id_token } = await signedInAtRp()
    const query = new URLSearchParams({ id_token_hint: id_token })
    for (const uri of [POST_LOGOUT, POST_LOGOUT]) query.append('post_logout_redirect_uri', uri)
    const answer = await agent.open({ path: `/oauth/logout?${query}` })
    assert.equal(answer.status, 400)
  })

  test('a refused logout says that nobody is signed out, and its button signs out (§2)', async () => {
    const { agent, id_token } = await signedInAtRp()
    const wrong = 'https://rp.example/typo?x=secret'
    const refused = await agent.open({
      path: logoutPath({ id_token_hint: id_token, post_logout_redirect_uri: wrong }),
    })
    assert.match(refused.text, /You are not signed out/)
    assert.match(refused.text, /<a class="primary button" href="\/oauth\/logout">Sign out<\/a>/)
    assert.doesNotMatch(refused.text, /cookies|Start again/)
    const { event, client_id, received, post_logout_redirect_uris } = Object(given().events.at(-1))
    assert.deepEqual([event, client_id], ['logout.refused', 'rp'])
    assert.deepEqual(received, {
      id_token_hint: `(${id_token.length} characters)`,
      post_logout_redirect_uri: 'https://rp.example/typo and 9 characters',
    })
    assert.deepEqual(post_logout_redirect_uris, [POST_LOGOUT])
    assert.equal(isAsked(await agent.open({ path: '/oauth/logout' })), true)
  })

  test('a POST that is no form is refused (415)', async () => {
    const headers = { 'content-type': 'application/json' }
    const sent = { method: 'POST', path: '/oauth/logout', headers, body: '{}' }
    assert.equal((await given().door.send(sent)).status, 415)
  })
})

async function accessToken({ door }: TestOp): Promise<string> {
  const path = authorizePath({ client_id: 'rp', response_type: 'code token' })
  const { parameters } = await logIn(userAgent(door), path)
  return parameters.get('access_token') ?? ''
}
