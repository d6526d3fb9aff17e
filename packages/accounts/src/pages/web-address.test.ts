import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoopbackHost, webAddress } from './web-address.ts'

for (const address of [
  'https://app.example.com/logo.png',
  'http://localhost:3000/logo.png',
  'http://127.0.0.1/logo.png',
  'http://[::1]:3000/logo.png',
])
  test(`${address} may be on a page`, () => {
    assert.equal(webAddress(address)?.href, address)
  })

for (const address of [
  undefined,
  '',
  'logo.png',
  'http://app.example.com/logo.png',
  'http://localhost.example.com/logo.png',
  'javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:image/svg+xml,<svg/>',
  'https://user:password@app.example.com/',
])
  test(`${JSON.stringify(address)} may not be on a page`, () => {
    assert.equal(webAddress(address), undefined)
  })

test('a loopback host is this device, with or without a port', () => {
  const hosts = ['localhost', 'localhost:80', '127.0.0.1:3000', '[::1]', '[::1]:3000']
  assert.deepEqual(hosts.map(isLoopbackHost), [true, true, true, true, true])
  const others = ['', 'app.example.com', '127.0.0.1.example.com', '[::2]', 'localhost.example']
  assert.deepEqual(others.map(isLoopbackHost), [false, false, false, false, false])
})
