import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { isSameRedirectUri, ownedHostOf, targetOf, whyNotRedirectUri } from './redirect-uri.ts'

// biome-ignore format: a table
const REGISTRABLE = [
  'https://rp.example/callback', 'https://rp.example', 'https://rp.example:8443/cb?tenant=1', 'https://xn--mnchen-3ya.example/cb',
  'http://127.0.0.1/cb', 'http://127.0.0.1:8080/cb', 'http://[::1]/cb', 'http://localhost:3000/cb', 'com.example.app:/callback',
]

test('a redirect_uri is https, of this machine, or of a private-use scheme (RFC 8252 §7)', () => {
  for (const uri of REGISTRABLE) assert.equal(whyNotRedirectUri(uri), undefined, uri)
})

// biome-ignore format: a table
const REFUSED = [
  ['',                                      'is not an absolute URI'],
  ['/callback',                             'is not an absolute URI'],
  ['//rp.example/cb',                       'is not an absolute URI'],
  ['https://rp.example:99999/cb',           'is not an absolute URI'],
  ['https://rp.example/cb#',                'has a fragment'],
  ['https://rp.example/cb#x',               'has a fragment'],
  [`https://rp.example/${'x'.repeat(2000)}`, 'is longer than 2000 characters'],
  ['https://rp.example/a b',                'has characters that are not of a URI'],
  ['https://rp.example/\n',                 'has characters that are not of a URI'],
  ['https://rp.example\\@evil.example/',    'has characters that are not of a URI'],
  ['https://münchen.example/',              'has characters that are not of a URI'],
  ['https://rp.example/"><script>',         'has characters that are not of a URI'],
  ['https://user@rp.example/cb',            'has a user name or password'],
  ['https://user:secret@rp.example/cb',     'has a user name or password'],
  ['javascript:alert(1)',                   'has a scheme that may not be redirected to'],
  ['JaVaScRiPt:alert(1)',                   'has a scheme that may not be redirected to'],
  ['data:text/html,x',                      'has a scheme that may not be redirected to'],
  ['file:///etc/passwd',                    'has a scheme that may not be redirected to'],
  ['http://rp.example/cb',                  'is plain http to another machine; use https'],
  ['http://127.0.0.1.evil.example/cb',      'is plain http to another machine; use https'],
  ['http://169.254.169.254/',               'is plain http to another machine; use https'],
  ['https://*.rp.example/cb',               'has a wildcard'],
  ['https://rp.example;sandbox/cb',         'has a host that is neither a name nor an address'],
  ['https://rp.example,evil.example/cb',    'has a host that is neither a name nor an address'],
  ["https://rp'example/cb",                 'has a host that is neither a name nor an address'],
  ['app:/callback',                         'has a private-use scheme without a dot (RFC 8252 §7.1)'],
] as const

describe('PITFALLS 14, 15: a redirect_uri that is dangerous or ambiguous is not registered', () => {
  for (const [uri, why] of REFUSED)
    test(JSON.stringify(uri).slice(0, 60), () => assert.equal(whyNotRedirectUri(uri), why))
})

const REGISTERED = 'https://rp.example/callback'

// biome-ignore format: a table
const NEAR_MISSES = [
  'https://rp.example/callback/', 'https://rp.example/callback?', 'https://rp.example/callback#', 'https://rp.example/callback?x=1',
  'https://rp.example/Callback', 'https://RP.example/callback', 'HTTPS://rp.example/callback', 'http://rp.example/callback',
  'https://rp.example:443/callback', 'https://rp.example./callback', 'https://rp.example//callback', 'https://rp.example/./callback',
  'https://rp.example/x/../callback', 'https://rp.example/%63allback', 'https://rp.example/callback%20', 'https://rp.example/callback ',
  ' https://rp.example/callback', 'https://rp.example\\callback', 'https://rp.example@evil.example/callback',
  'https://evil.example@rp.example/callback', 'https://rp.example.evil.example/callback', 'https://rp.example%2eevil.example/callback',
  'https://evil.example/https://rp.example/callback', 'https://xn--rp-.example/callback', 'https://rр.example/callback',
  'https://rp。example/callback', 'https:/rp.example/callback', 'https:rp.example/callback', '//rp.example/callback', '/callback',
  'https://rp.example/callback\n', 'https://rp.example/callback\0', 'https://rp.example:0443/callback', '',
]

test('PITFALLS 15: nothing is the registered redirect_uri but the same string (RFC 6749 §3.1.2.3)', () => {
  assert.ok(isSameRedirectUri(REGISTERED, REGISTERED, false))
  for (const native of [true, false])
    for (const sent of NEAR_MISSES)
      assert.equal(isSameRedirectUri(REGISTERED, sent, native), false, JSON.stringify(sent))
})

const SUSPICIOUS = fc.constantFrom(
  ...['@', '\\', '/', '//', '.', '..', '/../', '%2e', '%2f', ':', ':443', '?', '#', '&', ' ', '\t'],
  ...[
    '\n',
    '\0',
    ';',
    ',',
    '*',
    'xn--',
    'evil.example',
    '@evil.example',
    'é',
    '。',
    '\u200b',
    'HTTPS',
  ],
)

test('PITFALLS 15: no string with anything put into it or changed in case is the registered one', () => {
  fc.assert(
    fc.property(
      fc.nat(REGISTERED.length),
      SUSPICIOUS,
      fc.nat(3),
      fc.boolean(),
      (at, put, cut, native) => {
        const sent = REGISTERED.slice(0, at) + put + REGISTERED.slice(at + cut)
        return sent === REGISTERED || !isSameRedirectUri(REGISTERED, sent, native)
      },
    ),
    { numRuns: 2000 },
  )
  fc.assert(
    fc.property(fc.mixedCase(fc.constant(REGISTERED)), (sent) => {
      return isSameRedirectUri(REGISTERED, sent, true) === (sent === REGISTERED)
    }),
  )
})

const LOOPBACK = 'http://127.0.0.1/cb'

test('a native app may come on any port of the loopback address (RFC 8252 §7.3)', () => {
  for (const sent of ['http://127.0.0.1/cb', 'http://127.0.0.1:1/cb', 'http://127.0.0.1:65535/cb'])
    assert.ok(isSameRedirectUri(LOOPBACK, sent, true), sent)
  assert.ok(isSameRedirectUri('http://[::1]:1234/cb', 'http://[::1]:4321/cb', true))
  assert.ok(isSameRedirectUri('http://127.0.0.1:1234', 'http://127.0.0.1:4321', true))
  assert.equal(isSameRedirectUri(LOOPBACK, 'http://127.0.0.1:8080/cb', false), false)
})

// biome-ignore format: a table
const NO_LOOPBACK = [
  'http://127.0.0.1:/cb', 'http://127.0.0.1:65536/cb', 'http://127.0.0.1:99999/cb', 'http://127.0.0.1:123456/cb', 'http://127.0.0.1:-1/cb',
  'http://127.0.0.1:80a/cb', 'http://127.0.0.1:80@evil.example/cb', 'http://127.0.0.1:80.evil.example/cb', 'http://127.0.0.1@evil.example/cb',
  'http://127.0.0.1.evil.example/cb', 'http://127.0.0.1:80\\@evil.example/cb', 'http://127.0.0.2:80/cb', 'http://localhost:80/cb',
  'http://[::1]:80/cb', 'https://127.0.0.1:80/cb', 'http://127.0.0.1:80/cb/', 'http://127.0.0.1:80/CB', 'http://127.1:80/cb', 'http://2130706433/cb',
]

test('PITFALLS 15: the port is all that may differ, and it must be one', () => {
  for (const sent of NO_LOOPBACK) assert.equal(isSameRedirectUri(LOOPBACK, sent, true), false, sent)
})

test('a registered name or https address keeps its port for native apps too', () => {
  const pairs = [
    ['http://localhost/cb', 'http://localhost:8080/cb'],
    ['https://127.0.0.1/cb', 'https://127.0.0.1:8443/cb'],
    ['https://rp.example/cb', 'https://rp.example:8443/cb'],
  ] as const
  for (const [registered, sent] of pairs)
    assert.equal(isSameRedirectUri(registered, sent, true), false, sent)
})

// biome-ignore format: a table
const HOSTS = [
  ['https://rp.example/cb',             'rp.example'],
  ['https://rp.example:8443/cb',        'rp.example'],
  ['https://192.0.2.1/cb',              '192.0.2.1'],
  ['http://127.0.0.1:3000/cb',          undefined],
  ['http://[::1]/cb',                   undefined],
  ['http://localhost/cb',               undefined],
  ['https://localhost:8443/cb',         undefined],
  ['com.example.app://rp.example/cb',   undefined],
] as const

test('a redirect_uri of this machine or of a private-use scheme is in the name of no host (Core §8.1, RFC 8252 §7)', () => {
  for (const [uri, host] of HOSTS) assert.equal(ownedHostOf(uri), host, uri)
})

// biome-ignore format: a table
const TARGETS = [
  ['https://rp.example/cb?x=1',         'https://rp.example'],
  ['https://rp.example:8443/cb',        'https://rp.example:8443'],
  ['https://rp.example:443/cb',         'https://rp.example'],
  ['http://127.0.0.1:3000/cb',          'http://127.0.0.1:3000'],
  ['http://[::1]:3000/cb',              'http:'],
  ['com.example.app:/cb',               'com.example.app:'],
  ['com.example.app://host/cb',         'com.example.app:'],
] as const

test('PITFALLS 17: form-action allows the origin; the scheme, where CSP cannot spell an origin (CSP3 §2.3.1)', () => {
  for (const [uri, target] of TARGETS) assert.equal(targetOf(uri), target)
})
