import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientAddress, senderOf } from './client-address.ts'

// biome-ignore format: a table
const SENDERS: readonly (readonly [address: string | undefined, sender: string | undefined])[] = [
  ['192.0.2.7',             '192.0.2.7'],
  ['::ffff:192.0.2.7',      '192.0.2.7'],
  ['::FFFF:192.0.2.7',      '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6',  '2001:db8:1:2'],
  ['2001:0DB8:1:2::9',      '2001:db8:1:2'],
  ['2001:db8::1',           '2001:db8:0:0'],
  ['::1',                   '0:0:0:0'],
  ['::',                    '0:0:0:0'],
  ['1::',                   '1:0:0:0'],
  ['fe80::1%eth0',          'fe80:0:0:0'],
  ['unknown',               undefined],
  ['',                      undefined],
  [undefined,               undefined],
]
for (const [address, sender] of SENDERS)
  test(`a sender is an IPv4 address, or 64 bits of an IPv6 one (RFC 4291 §2.5.4): ${address}`, () => {
    assert.equal(senderOf(address), sender)
  })

const request = (headers: Readonly<Record<string, string>>) => ({
  header: (name: string) => headers[name],
  address: '192.0.2.1',
})

test('the address is that of the connection, whatever a header says, where no proxy is told of', () => {
  assert.equal(clientAddress(request({ 'x-forwarded-for': '203.0.113.9' }), undefined), '192.0.2.1')
})

test('of what a proxy says the last is its own word', () => {
  const forwarded = request({ 'x-forwarded-for': '203.0.113.9, 198.51.100.2' })
  assert.equal(clientAddress(forwarded, 'X-Forwarded-For'), '198.51.100.2')
  assert.equal(clientAddress(request({}), 'X-Forwarded-For'), undefined)
})
