import assert from 'node:assert/strict'
import { test } from 'node:test'
import { none } from '../client-authentication/none.ts'
import { allowInsecure } from '../options.ts'
import { createWebLogin, type LoginOptions } from './web-login.ts'

const OPTIONS: LoginOptions = {
  issuer: 'https://op.example.com',
  client_id: 'app',
  authentication: none(),
  base_url: 'https://app.example.org',
  secret: 'a secret, of thirty-two characters',
}

/** As a program without types has them. */
const given = (over: object) => () => createWebLogin({ ...OPTIONS, ...over })

test('the fewest options are enough', () => {
  assert.doesNotThrow(given({}))
  assert.doesNotThrow(
    given({ issuer: 'http://localhost:4000', options: { [allowInsecure]: true } }),
  )
})

// biome-ignore format: a table
const REFUSED = [
  [{ issuer: '' },                              'configuration_invalid', /^issuer must be a URL/],
  [{ issuer: undefined },                       'configuration_invalid', /^issuer must be a URL/],
  [{ issuer: 'https://op.example.com/.well-known/openid-configuration' }, 'configuration_invalid', /^issuer must be given without/],
  [{ issuer: 'http://op.example.com' },         'url_insecure',          /^issuer must be an https URL$/],
  [{ issuer: 'http://localhost:4000' },         'url_insecure',          /^issuer must be an https URL: pass \{ \[allowInsecure\]: true \}/],
  [{ client_id: '' },                           'configuration_invalid', /^client_id must be/],
  [{ authentication: undefined },               'configuration_invalid', /^authentication is needed/],
  [{ secret: undefined },                       'configuration_invalid', /^secret must have 32 characters/],
  [{ secret: [] },                              'configuration_invalid', /^secret must have 32 characters/],
  [{ paths: { login: 'login' } },               'configuration_invalid', /^paths\.login must begin with a slash$/],
  [{ paths: { login: '/callback' } },          'configuration_invalid', /^two of the paths are the same$/],
  [{ paths: { login: '/a', callback: '/a' } },  'configuration_invalid', /^two of the paths are the same$/],
  [{ session: { idle: 0 } },                    'configuration_invalid', /^session\.idle must be seconds/],
  [{ session: { absolute: Number.NaN } },       'configuration_invalid', /^session\.absolute must be seconds/],
  [{ post_logout_redirect_uri: '/bye' },        'configuration_invalid', /^post_logout_redirect_uri must be a whole URL/],
] as const

for (const [over, code, message] of REFUSED)
  test(`${JSON.stringify(over)} is refused when the application starts: ${code}`, () => {
    assert.throws(given(over), { code, message })
  })
