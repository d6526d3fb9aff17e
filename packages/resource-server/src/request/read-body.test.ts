import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBody } from './read-body.ts'

/** A body of as many chunks of ten characters as are asked for, and what became of it. */
const endless = () => {
  const seen = { chunks: 0, cancelled: 0 }
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        seen.chunks += 1
        controller.enqueue(new TextEncoder().encode('0123456789'))
      },
      cancel: () => {
        seen.cancelled += 1
      },
    },
    { highWaterMark: 0 },
  )
  return { body, seen }
}

test('a body is read as far as it may be long, and whoever sends more is told to stop', async () => {
  const { body, seen } = endless()
  assert.equal(await readBody(body, 25), undefined)
  assert.deepEqual(seen, { chunks: 3, cancelled: 1 })
})

test('a body of exactly the length that it may have is read whole', async () => {
  assert.equal(await readBody(new Response('0123456789').body, 10), '0123456789')
  assert.equal(await readBody(null, 10), '')
})

test('a character whose octets come apart is one', async () => {
  const octets = new TextEncoder().encode('ü')
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const octet of octets) controller.enqueue(Uint8Array.of(octet))
      controller.close()
    },
  })
  assert.equal(await readBody(body, 2), 'ü')
})
