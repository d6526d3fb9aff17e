import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { guardedFetch, isPublicAddress } from './guarded-fetch.ts'

// biome-ignore format: a table
const NOT_PUBLIC = [
  '0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1',
  '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.168.1.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '255.255.255.255',
  '::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:169.254.169.254', '::ffff:10.0.0.1', '::ffff:0:127.0.0.1', '64:ff9b::7f00:1', '100::1',
  '2001:db8::1', '2002:7f00:1::', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fe80::1%lo', 'fec0::1', 'ff02::1', 'fd00:ec2::254',
  '', 'localhost', 'not an address', '127.1', '2130706433', '0x7f000001',
]
// biome-ignore format: a table
const PUBLIC = [
  '1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '128.0.0.0', '172.15.255.255', '172.32.0.0',
  '192.169.0.0', '223.255.255.255', '2606:4700:4700::1111', '2a00:1450:4001::1', '::ffff:8.8.8.8',
]

test('PITFALLS 33: addresses of this machine, of private networks and of special purposes are not public (RFC 6890)', () => {
  for (const address of NOT_PUBLIC) assert.equal(isPublicAddress(address), false, address)
  for (const address of PUBLIC) assert.equal(isPublicAddress(address), true, address)
})

// biome-ignore format: a table
const FORBIDDEN = [
  ['https://127.0.0.1/',                       'the address is not public'],
  ['https://127.0.0.1./',                      'the address is not public'],
  ['https://127.1/',                           'the address is not public'],
  ['https://2130706433/',                      'the address is not public'],
  ['https://0x7f.0.0.1/',                      'the address is not public'],
  ['https://0x7f000001/',                      'the address is not public'],
  ['https://0177.0.0.1/',                      'the address is not public'],
  ['https://017700000001/',                    'the address is not public'],
  ['https://%31%32%37.0.0.1/',                 'the address is not public'],
  ['https://①②⑦.⓪.⓪.①/',                      'the address is not public'],
  ['https://0/',                               'the address is not public'],
  ['https://10.0.0.1/',                        'the address is not public'],
  ['https://169.254.169.254/latest/meta-data', 'the address is not public'],
  ['https://[::1]/',                           'the address is not public'],
  ['https://[::]/',                            'the address is not public'],
  ['https://[::ffff:127.0.0.1]/',              'the address is not public'],
  ['https://[::ffff:7f00:1]/',                 'the address is not public'],
  ['https://[0:0:0:0:0:ffff:a9fe:a9fe]/',      'the address is not public'],
  ['https://[fd00:ec2::254]/',                 'the address is not public'],
  ['https://localhost/',                       'the address is not public'],
  ['https://LocalHost/',                       'the address is not public'],
  ['http://rp.example/jwks.json',              'the address is not https'],
  ['ftp://rp.example/jwks.json',               'the address is not https'],
  ['file:///etc/passwd',                       'the address is not https'],
  ['data:application/json,{}',                 'the address is not https'],
  ['https://user@rp.example/',                 'the address has a password'],
  ['https://:secret@rp.example/',              'the address has a password'],
] as const

describe('PITFALLS 33: what somebody else chose is fetched from the public internet only', () => {
  const fetch = guardedFetch()
  for (const [url, message] of FORBIDDEN)
    test(url, async () => {
      await assert.rejects(fetch(url), { message })
    })
})

/** Answers that wait for the test to give them. */
const held: ServerResponse[] = []

const ANSWERS: Readonly<Record<string, RequestListener>> = {
  '/keys': (_, response) => response.end('{"keys":[]}'),
  '/redirect': (_, response) => response.writeHead(302, { location: '/keys' }).end('elsewhere'),
  '/echo': (request, response) => {
    const { method, headers } = request
    response.write(`${method} ${headers['content-type']} ${headers['content-length']} `)
    request.pipe(response)
  },
  '/missing': (_, response) => response.writeHead(404).end('none'),
  '/exactly': (_, response) => response.end('x'.repeat(1000)),
  '/large': (_, response) => response.end('x'.repeat(1001)),
  '/endless': (_, response) => {
    const write = () => {
      while (!response.destroyed && response.write('x'.repeat(500)));
    }
    response.on('drain', write)
    write()
  },
  '/silent': () => undefined,
  '/held': (_, response) => void held.push(response),
  '/trickle': (_, response) => void response.write('{'),
  '/broken': (_, response) => void response.write('{', () => response.destroy()),
}

describe('PITFALLS 33: a fetch is bounded in time and size, and follows no redirect', () => {
  const server = createServer((request, response) =>
    ANSWERS[request.url ?? '']?.(request, response),
  )
  before(() => once(server.listen(0, '127.0.0.1'), 'listening'))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  const open = guardedFetch({ allow_private: true, time: 300, size: 1000 })
  const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`

  test('an answer is told as it is', async () => {
    assert.deepEqual(await open(at('/keys')), { status: 200, body: '{"keys":[]}' })
    assert.deepEqual(await open(at('/missing')), { status: 404, body: 'none' })
    assert.equal((await open(at('/exactly'))).body.length, 1000)
  })
  test('a form is sent by POST', async () => {
    const { body } = await open(at('/echo'), { logout_token: 'a.b', other: 'ü &' })
    const form = 'logout_token=a.b&other=%C3%BC+%26'
    assert.equal(body, `POST application/x-www-form-urlencoded ${form.length} ${form}`)
    assert.equal((await open(at('/redirect'), { a: '1' })).status, 302)
  })
  test('a redirect is an answer like any other', async () => {
    assert.deepEqual(await open(at('/redirect')), { status: 302, body: 'elsewhere' })
  })
  for (const path of ['/large', '/endless'])
    test(`${path} is given up`, async () => {
      await assert.rejects(open(at(path)), { message: 'the answer is too large' })
    })
  for (const path of ['/silent', '/trickle'])
    test(`${path} is given up`, async () => {
      await assert.rejects(open(at(path)), { name: /AbortError|TimeoutError/ })
    })
  test('one host is called so many times at once; the others wait, and too many are refused', async () => {
    const bounded = guardedFetch({
      allow_private: true,
      at_once: { in_all: 9, per_host: 2, waiting: 1 },
    })
    const calls = [bounded(at('/held')), bounded(at('/held')), bounded(at('/keys'))]
    await assert.rejects(bounded(at('/keys')), {
      message: 'too many calls to clients are under way',
    })
    while (held.length < 2) await once(server, 'request')
    for (const response of held.splice(0)) response.end('held')
    const answers = await Promise.all(calls)
    assert.deepEqual(
      answers.map(({ body }) => body),
      ['held', 'held', '{"keys":[]}'],
    )
  })
  test('/broken is no answer', async () => {
    await assert.rejects(open(at('/broken')), { code: 'ECONNRESET' })
  })
  test('the same server is out of reach without leave', async () => {
    await assert.rejects(guardedFetch()(at('/keys')), { message: 'the address is not https' })
    const url = at('/keys').replace('http:', 'https:')
    await assert.rejects(guardedFetch()(url), { message: 'the address is not public' })
  })
})

test('an address is not given up because this process was busy for a second', async () => {
  const server = createServer((_, response) => response.end('here')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const fetch = guardedFetch({ allow_private: true })
  // localhost has a second address, at which nobody listens. The connection is made while nothing else runs.
  const answer = new Promise<unknown>((resolve, reject) =>
    setImmediate(() => fetch(`http://localhost:${port}/`).then(resolve, reject)),
  )
  setImmediate(() => {
    const end = performance.now() + 1000
    while (performance.now() < end);
  })
  assert.deepEqual(await answer, { status: 200, body: 'here' })
  server.close()
})
