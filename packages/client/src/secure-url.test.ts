import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ClientError } from './errors.ts'
import { checkSecureUrl } from './secure-url.ts'

const CURE = ': pass { [allowInsecure]: true } for http on this machine'

// biome-ignore format: a table
const REFUSED: readonly (readonly [url: string, insecure: 'allowed' | 'refused', cure: string])[] = [
  ['http://op.example.com',       'refused', ''],
  ['http://op.example.com',       'allowed', ''],
  ['http://localhost',            'refused', CURE],
  ['http://127.0.0.1:4000/a',     'refused', CURE],
  ['http://[::1]:4000/a',         'refused', CURE],
  ['http://localhost.evil.example', 'allowed', ''],
  ['ftp://localhost',             'allowed', ''],
  ['javascript:alert(1)',         'allowed', ''],
  ['op.example.com',              'allowed', ''],
  ['',                            'allowed', ''],
]

for (const [url, insecure, cure] of REFUSED)
  test(`Core §16.17: '${url}' is refused where http is ${insecure}, and the cure is told where there is one`, () => {
    assert.throws(
      () => checkSecureUrl(url, 'jwks_uri', insecure),
      (error) => {
        assert.ok(error instanceof ClientError)
        const { code, message, expected, found } = error
        assert.deepEqual(
          [code, message, expected, found],
          [
            'url_insecure',
            `jwks_uri must be an https URL${cure}`,
            insecure === 'allowed' ? 'https, or http on a loopback host' : 'https',
            url,
          ],
        )
        return true
      },
    )
  })

test('Core §16.17: https is taken everywhere, and http on this machine where that is allowed', () => {
  for (const insecure of ['allowed', 'refused'] as const)
    checkSecureUrl('https://op.example.com', 'jwks_uri', insecure)
  for (const host of ['localhost', '127.0.0.1:4000', '[::1]'])
    checkSecureUrl(`http://${host}/jwks`, 'jwks_uri', 'allowed')
})
