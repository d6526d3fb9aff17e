import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { guardedFetch } from './guarded-fetch.ts'
import { hostResolver } from './resolve-host.ts'

/** The name in a question (RFC 1035 §4.1.2), and where it ends. */
function nameIn(query: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 }
}

const A = 1
const NO_SUCH_NAME = 3

/** An answer (RFC 1035 §4.1.1, §4.1.3): to a question for A one address, to others none. */
function answerTo(query: Buffer, end: number, address: readonly number[] | undefined): Buffer {
  const isForA = query.readUInt16BE(end - 4) === A
  const found = isForA && address !== undefined
  const header = Buffer.alloc(12)
  query.copy(header, 0, 0, 2)
  header.writeUInt16BE(0x8180 | (address === undefined ? NO_SUCH_NAME : 0), 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(found ? 1 : 0, 6)
  const record = [0xc0, 12, 0, A, 0, 1, 0, 0, 0, 60, 0, 4, ...(address ?? [])]
  return Buffer.concat([header, query.subarray(12, end), Buffer.from(found ? record : [])])
}

/** A name server that is silent about names under `blackhole.test`, and knows one name of ours and a private one. */
const KNOWN: Readonly<Record<string, readonly number[]>> = {
  'rp.test': [127, 0, 0, 1],
  'mixed.test': [10, 0, 0, 1],
  'public.test': [1, 1, 1, 1],
}

describe('hosts that others chose are resolved without holding anybody up', () => {
  const names = createSocket('udp4')
  const asked: string[] = []
  names.on('message', (query, { port, address }) => {
    const { name, end } = nameIn(query)
    asked.push(name)
    if (!name.endsWith('blackhole.test'))
      names.send(answerTo(query, end, KNOWN[name]), port, address)
  })
  const server = createServer((_, response) => response.end('here'))
  before(async () => {
    names.bind(0, '127.0.0.1')
    await once(names, 'listening')
    await once(server.listen(0, '127.0.0.1'), 'listening')
  })
  after(() => {
    names.close()
    server.closeAllConnections()
    server.close()
  })
  const name_servers = () => [`127.0.0.1:${names.address().port}`]
  const url = (host: string) => `http://${host}:${(server.address() as AddressInfo).port}/`

  test('a name is what the name server says, A and AAAA', async () => {
    const resolve = hostResolver({ name_servers: name_servers() })
    const addresses = await resolve('public.test', AbortSignal.timeout(30_000))
    assert.deepEqual(addresses, [{ address: '1.1.1.1', family: 4 }])
  })

  test('of ten names whose servers are silent none keeps another name waiting: that is answered first', async () => {
    const fetch = guardedFetch({ allow_private: true, name_servers: name_servers() })
    const order: string[] = []
    const silent = Array.from({ length: 10 }, (_, nth) =>
      fetch(url(`a${nth}.blackhole.test`)).then(
        () => order.push('silent'),
        () => order.push('given up'),
      ),
    )
    const { body } = await fetch(url('rp.test'))
    order.push(body)
    await Promise.all(silent)
    assert.deepEqual(order, ['here', ...Array.from({ length: 10 }, () => 'given up')])
  })

  test('what is not known to the name server is asked of this system; localhost of nobody (RFC 6761 §6.3)', async () => {
    const resolve = hostResolver({ name_servers: name_servers() })
    const signal = AbortSignal.timeout(30_000)
    await assert.rejects(resolve('nowhere.invalid', signal), { syscall: 'getaddrinfo' })
    asked.length = 0
    for (const host of ['localhost', 'LOCALHOST', 'a.localhost', 'localhost.'])
      assert.deepEqual(await resolve(host, signal), [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ])
    assert.deepEqual(asked, [])
  })

  test('PITFALLS 33: an address that a name server gives is judged before it is connected to', async () => {
    const fetch = guardedFetch({ name_servers: name_servers() })
    for (const host of ['rp.test', 'mixed.test'])
      await assert.rejects(fetch(`https://${host}/`), { message: 'the address is not public' })
  })

  test('what is silent is given up with the call', async () => {
    const resolve = hostResolver({ name_servers: name_servers() })
    const signal = AbortSignal.timeout(100)
    await assert.rejects(resolve('b.blackhole.test', signal), { name: 'TimeoutError' })
  })
})
