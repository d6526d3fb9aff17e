import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parametersOf, shownParameters } from './parameters.ts'
import { webHostOf } from './redirect-uri.ts'

test('PITFALLS 24: an operator sees words of the specifications, and of all else how long it is', () => {
  const shown = shownParameters(
    parametersOf([
      ['response_type', 'code id_token'],
      ['scope', 'openid a-secret'],
      ['grant_type', 'password'],
      ['password', '482913'],
      ['client_secret', 'openid'],
      ['state', 'login'],
      ['redirect_uri', 'https://rp.example/a-secret?code=x'],
      ['\u001b[2J', 'x'],
    ]),
  )
  assert.deepEqual(shown, {
    response_type: 'code id_token',
    scope: 'openid (8 characters)',
    grant_type: '(8 characters)',
    password: '(6 characters)',
    client_secret: '(6 characters)',
    state: '(5 characters)',
    redirect_uri: 'https://rp.example with a path of 9 characters',
  })
})

const REGISTERED = ['https://rp.example/callback']

test('of a known client its client_id and the address are seen, but neither a query nor a name of somebody', () => {
  const sent = (client_id: string) =>
    parametersOf([
      ['client_id', client_id],
      ['redirect_uri', 'https://jane:secret@rp.example/calback?code=secret#x'],
    ])
  assert.deepEqual(shownParameters(sent('app'), { client_id: 'app', redirect_uris: REGISTERED }), {
    client_id: 'app',
    redirect_uri: 'https://rp.example/calback and 14 characters',
  })
  const elsewhere = parametersOf([['redirect_uri', 'https://evil.example/a-secret']])
  assert.deepEqual(shownParameters(elsewhere, { client_id: 'app', redirect_uris: REGISTERED }), {
    redirect_uri: 'https://evil.example with a path of 9 characters',
  })
  assert.deepEqual(
    shownParameters(sent('a-secret'), { client_id: 'app', redirect_uris: REGISTERED }),
    {
      client_id: '(8 characters)',
      redirect_uri: 'https://rp.example/calback and 14 characters',
    },
  )
})

test('PITFALLS 33: the authority of a private-use scheme is no host to show (RFC 8252 §7.1)', () => {
  assert.equal(webHostOf('com.evil.app://mybank.example/cb'), '')
  assert.equal(webHostOf('https://rp.example:8443/cb'), 'rp.example:8443')
})
