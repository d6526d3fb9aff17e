import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aClient } from '../testing/request.ts'
import { callsFor, outboundBy } from './calls.ts'

const STRANGER = aClient({ dynamic: { registration_access_token_hash: 'a-hash' } })
const KNOWN = aClient({})

/** Calls over a network that answers nobody but `rp.example`, and what was called. */
function slowNetwork() {
  const called: string[] = []
  const outbound = outboundBy(
    (url) => {
      called.push(url)
      return url.startsWith('https://rp.example/')
        ? Promise.resolve({ status: 200, body: 'here' })
        : new Promise(() => {})
    },
    () => 0,
  )
  return { called, outbound }
}

test('clients that registered themselves have eight places for calls, and two a host; those of the operator have none of these', async () => {
  const { called, outbound } = slowNetwork()
  const { fetch } = callsFor({ outbound }, STRANGER)
  for (let nth = 0; nth < 40; nth += 1)
    fetch(`https://a${nth % 20}.example/${nth}`).catch(() => undefined)
  fetch('https://a0.example/third').catch(() => undefined)
  await new Promise(setImmediate)
  assert.equal(called.length, 8)
  assert.deepEqual(await callsFor({ outbound }, KNOWN).fetch('https://rp.example/logout'), {
    status: 200,
    body: 'here',
  })
})

test('what clients are told has other places than what is fetched from them', async () => {
  const { called, outbound } = slowNetwork()
  const { fetch } = callsFor({ outbound }, STRANGER)
  for (let nth = 0; nth < 20; nth += 1)
    fetch(`https://a${nth}.example/logout`, { logout_token: 'a.b.c' }).catch(() => undefined)
  assert.deepEqual(await fetch('https://rp.example/object'), { status: 200, body: 'here' })
  assert.equal(called.length, 4 + 1)
})

test('that there was no place is not remembered of a host: the next request fetches (RFC 9101 §5.2)', async () => {
  const release: (() => void)[] = []
  const outbound = outboundBy(
    (url) =>
      url.startsWith('https://rp.example/')
        ? Promise.resolve({ status: 200, body: 'here' })
        : new Promise((_, reject) => void release.push(() => reject(new Error('slow')))),
    () => 0,
  )
  const { fetch, fetchObject, fetchJwks } = outbound.strangers
  // 8 have a place and 64 wait: nobody else may.
  for (let nth = 0; nth < 72; nth += 1) fetch(`https://a${nth}.example/`).catch(() => undefined)
  await new Promise(setImmediate)
  assert.equal(await fetchObject('https://rp.example/object'), undefined)
  await assert.rejects(fetchJwks('https://rp.example/jwks'), { error: 'invalid_client' })
  while (release.length > 0) {
    for (const end of release.splice(0)) end()
    await new Promise(setImmediate)
  }
  assert.equal(await fetchObject('https://rp.example/object'), 'here')
  assert.equal(await fetchJwks('https://rp.example/jwks'), 'here')
})

test('one host has two places of them', async () => {
  const { called, outbound } = slowNetwork()
  const { fetch } = callsFor({ outbound }, STRANGER)
  for (let nth = 0; nth < 5; nth += 1) fetch(`https://slow.example/${nth}`).catch(() => undefined)
  await fetch('https://rp.example/')
  assert.deepEqual(called, [
    'https://slow.example/0',
    'https://slow.example/1',
    'https://rp.example/',
  ])
})

test('that a request object could not be fetched is remembered for ten seconds, what was fetched is not (RFC 9101 §5.2)', async () => {
  let time = 0
  let status = 404
  let calls = 0
  const outbound = outboundBy(
    async () => {
      calls += 1
      return { status, body: `the ${calls}.` }
    },
    () => time,
  )
  const { fetchObject } = outbound.strangers
  const fetched = () => fetchObject('https://rp.example/object')
  assert.deepEqual([await fetched(), await fetched(), calls], [undefined, undefined, 1])
  status = 200
  time = 9
  assert.deepEqual([await fetched(), calls], [undefined, 1])
  time = 10
  assert.deepEqual([await fetched(), await fetched()], ['the 2.', 'the 3.'])
})
