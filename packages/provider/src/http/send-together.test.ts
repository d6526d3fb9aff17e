import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { sendingTogether } from './send-together.ts'

/** Responses of Node that note, in order, what is done with them. */
const responses = () => {
  const done: string[] = []
  const response = (name: string, fault?: Error) =>
    ({
      req: { method: 'GET' },
      writeHead: () => {
        if (fault !== undefined) throw fault
      },
      end: (body: string) => done.push(`${name}: ${body}`),
      destroy: () => done.push(`${name} destroyed`),
    }) as unknown as ServerResponse
  return { done, response }
}

const saying = (body: string) => ({ status: 200, headers: {}, body })

test('answers that are ready in one turn of the event loop are sent at its end, in order', async () => {
  const { done, response } = responses()
  const send = sendingTogether()
  send(response('a'), saying('1'))
  send(response('b'), saying('2'))
  assert.deepEqual(done, [])
  await setImmediate()
  assert.deepEqual(done, ['a: 1', 'b: 2'])
  send(response('c'), saying('3'))
  await setImmediate()
  assert.deepEqual(done, ['a: 1', 'b: 2', 'c: 3'])
})

test('sixteen wait for no more', async () => {
  const { done, response } = responses()
  const send = sendingTogether()
  for (let turn = 1; turn <= 17; turn += 1) send(response('a'), saying(String(turn)))
  assert.deepEqual([done.length, done.at(-1)], [16, 'a: 16'])
  await setImmediate()
  assert.deepEqual([done.length, done.at(-1)], [17, 'a: 17'])
})

test('one that cannot be sent is destroyed, and holds up no other', async () => {
  const { done, response } = responses()
  const send = sendingTogether()
  send(response('a', new TypeError('Invalid character in header content')), saying('1'))
  send(response('b'), saying('2'))
  await setImmediate()
  assert.deepEqual(done, ['a destroyed', 'b: 2'])
})
