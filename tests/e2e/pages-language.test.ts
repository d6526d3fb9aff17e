import assert from 'node:assert/strict'
import { test } from 'node:test'
import { throughEachDoor } from '../support/each-door.ts'
import { authorizePath, SIGN_IN } from '../support/flow.ts'
import { type Answer, userAgent } from '../support/user-agent.ts'

const shownIn = ({ text }: Answer) => [
  /<html lang="([^"]*)">/.exec(text)?.[1],
  /<title>([^<]*) · /.exec(text)?.[1],
]

throughEachDoor('the pages of a request', (given) => {
  for (const [ui_locales, header, shown] of [
    ['de', undefined, ['de', 'Anmelden']],
    ['de-CH-1996', undefined, ['de', 'Anmelden']],
    ['se ja fr', 'en', ['ja', 'ログイン']],
    ['se', 'fr-CH, fr;q=0.9, en;q=0.8', ['fr', 'Se connecter']],
    [undefined, 'en;q=0.5, es-MX', ['es', 'Iniciar sesión']],
    [undefined, 'se', ['en', 'Sign in']],
    ['se', undefined, ['en', 'Sign in']],
  ] as const)
    test(`ui_locales ${ui_locales ?? 'absent'} in a browser of ${header ?? 'no language'} are in ${shown[0]} (Core §3.1.2.1)`, async () => {
      const agent = userAgent(given().door)
      const redirected = await agent.send({ path: authorizePath({ ui_locales }) })
      const { pathname, search } = new URL(redirected.headers.get('location') ?? '', given().issuer)
      const headers: Readonly<Record<string, string>> =
        header === undefined ? {} : { 'accept-language': header }
      assert.deepEqual(shownIn(await agent.send({ path: pathname + search, headers })), shown)
    })

  test('keep the language from one to the next', async () => {
    const agent = userAgent(given().door)
    const signIn = await agent.open({ path: authorizePath({ ui_locales: 'de-AT' }) })
    const consent = await agent.submit(signIn, SIGN_IN)
    assert.deepEqual(shownIn(consent), ['de', 'Example App bittet um Ihre Erlaubnis'])
  })

  test('that refuse speak as the browser does', async () => {
    const path = authorizePath({ client_id: 'nobody' })
    const refused = await given().door.send({ path, headers: { 'accept-language': 'ja' } })
    assert.equal(refused.status, 400)
    assert.match(refused.text, /<html lang="ja">/)
  })

  test('that refuse speak as ui_locales wish before all (Core §3.1.2.1)', async () => {
    const headers = { 'accept-language': 'ja' }
    const wrong = { redirect_uri: 'https://rp.example/elsewhere', ui_locales: 'de' }
    const refused = await given().door.send({ path: authorizePath(wrong), headers })
    assert.match(refused.text, /<html lang="de">/)
    const path = '/oauth/logout?id_token_hint=x&ui_locales=fr'
    const logout = await given().door.send({ path, headers })
    assert.deepEqual([logout.status, /<html lang="fr">/.test(logout.text)], [400, true])
  })

  test('are small for display=popup, and as always for anything else (Core §3.1.2.1)', async () => {
    const bodyFor = async (display: string) =>
      /<body[^>]*>/.exec(
        (await userAgent(given().door).open({ path: authorizePath({ display }) })).text,
      )?.[0]
    assert.equal(await bodyFor('popup'), '<body class="compact">')
    for (const display of ['page', 'touch', 'wap', 'hologram'])
      assert.equal(await bodyFor(display), '<body>', display)
  })

  test('list claims that are asked for by name, in words, once (Core §5.5)', async () => {
    const agent = userAgent(given().door)
    const asking = (...names: readonly string[]) => {
      const userinfo = Object.fromEntries(names.map((name) => [name, null]))
      return authorizePath({ claims: JSON.stringify({ userinfo }), scope: 'openid' })
    }
    const signIn = await agent.open({ path: asking('nickname') })
    const first = await agent.submit(signIn, SIGN_IN)
    assert.match(first.text, /See your nickname/)
    await agent.submit(first, { action: 'allow' })
    const second = await agent.open({ path: asking('nickname', 'birthdate') })
    const [fresh = '', allowed = ''] = second.text.split('You have already allowed:')
    assert.match(fresh, /See your date of birth/)
    assert.doesNotMatch(fresh, /nickname/)
    assert.match(allowed, /See your nickname/)
  })

  test('of an interaction whose address is damaged say so', async () => {
    const refused = await given().door.send({ path: '/interaction/abc?ticket=damaged' })
    assert.equal(refused.status, 400)
    assert.match(refused.text, /This address is not complete/)
  })
})
