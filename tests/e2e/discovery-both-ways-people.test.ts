import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { advertises, EVERYONE, readMetadata, type Told } from '../support/advertised.ts'
import { addClient, PKCE } from '../support/clients.ts'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, claimsOf, post, userinfo } from '../support/flow.ts'
import { API } from '../support/op.ts'
import { landing, parameterOf } from '../support/signed-in.ts'
import { type UserAgent, userAgent } from '../support/user-agent.ts'

/** A person of whom everything is known (Core §5.1). */
const CLAIMS = {
  name: 'Alice Example',
  given_name: 'Alice',
  family_name: 'Example',
  middle_name: 'B',
  nickname: 'Al',
  preferred_username: 'alice',
  profile: 'https://alice.example/',
  picture: 'https://alice.example/picture',
  website: 'https://alice.example/',
  gender: 'female',
  birthdate: '1990-01-01',
  zoneinfo: 'Europe/Vienna',
  locale: 'de-AT',
  updated_at: 1_700_000_000,
  email: 'alice@example.com',
  email_verified: true,
  address: { country: 'Austria' },
  phone_number: '+43 1 234',
  phone_number_verified: false,
  groups: ['staff'],
}
/** Claims of the ID Token that tell of the sign-in (Core §2). */
const OF_THE_TOKEN = ['iss', 'sub', 'auth_time', 'acr']

/** A button of the page that each prompt brings. */
// biome-ignore format: a table
const BUTTONS = [
  ['login',          'sign_in'],
  ['consent',        'allow'],
  ['select_account', 'choose'],
  ['create',         'create'],
] as const

throughEachDoor(
  'what is told of people works, and what works is told',
  (given) => {
    let agent: UserAgent
    let told: Told
    before(async () => {
      await addClient(given(), EVERYONE)
      const person = { username: 'bea', password: 'correct horse battery' }
      await given().accounts.addPerson('default', { ...person, claims: CLAIMS })
      agent = userAgent(given().door)
      const page = await agent.open({ path: authorizePath({ client_id: 'every' }) })
      await agent.submit(page, { ...person, action: 'sign_in' })
      told = await readMetadata(given())
    })
    const has = (list: string, value: string) => advertises(told, list, value)
    const ask = (over: Readonly<Record<string, string>>) =>
      landing(agent, { client_id: 'every', response_type: 'code id_token token', ...over })

    for (const scope of [...EVERYONE.scope, 'admin', 'write:notes'])
      test(`scope ${scope} is granted exactly where it is told (RFC 8414 §2)`, async () => {
        const there = await ask({ scope: `openid ${scope}`, resource: API })
        const form = { grant_type: 'authorization_code', code: parameterOf(there, 'code') }
        const more = { redirect_uri: 'https://rp.example/callback' }
        const headers = {
          authorization: `Basic ${btoa('every:a-secret-of-thirty-two-characters')}`,
        }
        const { json } = await post(given(), '/oauth/token', { ...form, ...more }, headers)
        const isGranted = String(json.scope).split(' ').includes(scope)
        assert.equal(isGranted, has('scopes_supported', scope))
      })

    for (const name of [...OF_THE_TOKEN, ...Object.keys(CLAIMS)])
      test(`claim ${name} is given exactly where it is told (Core §5.5, Discovery §3)`, async () => {
        const essential = { [name]: { essential: true } }
        const claims = JSON.stringify({ userinfo: essential, id_token: essential })
        const there = await ask({ scope: 'openid', claims })
        const id_token = claimsOf(parameterOf(there, 'id_token'))
        const { text } = await userinfo(given(), parameterOf(there, 'access_token'))
        const isTold = has('claims_supported', name)
        assert.equal(name in id_token, isTold)
        if (!OF_THE_TOKEN.includes(name)) assert.equal(name in JSON.parse(text), isTold)
      })

    for (const [prompt, action] of BUTTONS)
      test(`prompt ${prompt} brings its page exactly where it is told (Core §3.1.2.1)`, async () => {
        const { text } = await agent.open({ path: authorizePath({ client_id: 'every', prompt }) })
        const isShown = text.includes(`name="action" value="${action}"`)
        assert.equal(isShown, has('prompt_values_supported', prompt))
      })

    test('prompt none brings no page, and what is not told is refused (Core §3.1.2.1)', async () => {
      assert.equal(has('prompt_values_supported', 'none'), true)
      assert.equal((await ask({ prompt: 'none' })).parameters.has('code'), true)
      for (const prompt of ['maybe', 'NONE', 'none login', '__proto__'])
        assert.equal((await ask({ prompt })).parameters.get('error'), 'invalid_request')
    })

    test('every acr that is told can be had, and no other is (Core §5.5.1.1)', async () => {
      const values = told.acr_values_supported as readonly string[]
      assert.ok(values.length > 0)
      for (const acr of values) {
        const { acr: had } = claimsOf(parameterOf(await ask({ acr_values: acr }), 'id_token'))
        assert.equal(had, acr)
      }
      const other = await ask({ acr_values: 'urn:example:gold' })
      assert.notEqual(claimsOf(parameterOf(other, 'id_token')).acr, 'urn:example:gold')
    })

    for (const display of ['page', 'popup', 'touch', 'wap', 'hologram'])
      test(`display ${display} shows a page, told or not, for it is a wish (Core §3.1.2.1)`, async () => {
        assert.equal(has('display_values_supported', display), display !== 'hologram')
        const path = authorizePath({ client_id: 'every', display })
        const { status, text } = await userAgent(given().door).open({ path })
        assert.equal(status, 200)
        assert.match(text, /name="password"/)
      })

    for (const tag of ['en', 'de', 'fr', 'es', 'ja', 'se', 'it', 'pt', 'zh', 'nl', 'ru'])
      test(`pages are in ${tag} exactly where that is told (Discovery §3)`, async () => {
        const path = authorizePath({ client_id: 'every', ui_locales: tag })
        const { text } = await userAgent(given().door).open({ path })
        const [, lang] = /<html lang="([^"]*)"/.exec(text) ?? []
        assert.equal(lang === tag, has('ui_locales_supported', tag))
      })

    for (const code_challenge_method of ['S256', 'plain', 'S512'])
      test(`code_challenge_method ${code_challenge_method} is taken exactly where it is told (RFC 8414 §2)`, async () => {
        const { parameters } = await ask({ ...PKCE, code_challenge_method })
        const isTold = has('code_challenge_methods_supported', code_challenge_method)
        assert.equal(parameters.has('code'), isTold)
      })
  },
  { sign_up: 'open' },
)
