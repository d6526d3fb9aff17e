import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from './log.ts'
import { textLine } from './text-line.ts'

const REQUEST = {
  method: 'GET',
  target: `/interaction/abc?ticket=${'t'.repeat(300)}`,
  status: 200,
  ms: 3,
}

const logging = (level: 'debug' | 'info' | 'error', format: 'auto' | 'json' | 'text') => {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  return { lines, log: createLog({ level, format, isTerminal: false, write }) }
}

const withoutTime = (line: string | undefined) => {
  const { time: _, ...entry } = JSON.parse(line ?? '{}')
  return entry
}

test('an event is a line of JSON', () => {
  const { lines, log } = logging('info', 'auto')
  log.event({ event: 'signed_in', tenant_id: 'default', request_id: 'r', client_id: 'c', sub: 's' })
  assert.deepEqual(lines.map(withoutTime), [
    {
      level: 'info',
      event: 'signed_in',
      tenant_id: 'default',
      request_id: 'r',
      client_id: 'c',
      sub: 's',
    },
  ])
})

test('a request is logged at debug alone, by its path without the query', () => {
  assert.equal(logging('info', 'json').log.request, undefined)
  const { lines, log } = logging('debug', 'json')
  log.request?.(REQUEST)
  assert.deepEqual(lines.map(withoutTime), [
    {
      level: 'debug',
      event: 'request',
      path: '/interaction/abc',
      method: 'GET',
      status: 200,
      ms: 3,
    },
  ])
})

test('a segment of a path that is long enough to be a secret is left out', () => {
  const { lines, log } = logging('debug', 'json')
  log.request?.({ ...REQUEST, target: `/a/${'x'.repeat(41)}/b` })
  assert.equal(withoutTime(lines[0]).path, '/a/…/b')
})

test('a fault has the error, and of anything else only its kind', () => {
  const { lines, log } = logging('error', 'json')
  log.event({
    event: 'fault',
    tenant_id: undefined,
    request_id: 'r',
    cause: new TypeError('broken'),
  })
  log.event({ event: 'fault', tenant_id: undefined, request_id: 'r', cause: 'a token, perhaps' })
  const [error, other] = lines.map(withoutTime)
  assert.equal(error.cause.message, 'broken')
  assert.deepEqual(other.cause, { name: 'string' })
})

test('what is refused is a warning, so that level error leaves it out', () => {
  const { lines, log } = logging('error', 'json')
  log.event({
    event: 'token.refused',
    tenant_id: 'default',
    request_id: 'r',
    endpoint: 'token',
    client_id: undefined,
    error: 'invalid_client',
    description: 'unknown',
    section: 'RFC 6749 §5.2',
  })
  assert.deepEqual(lines, [])
})

test('a line for people has the time, the event and its fields', () => {
  const entry = { level: 'info', time: '2026-01-01T12:30:05.000Z', event: 'signed_in', sub: 'a b' }
  assert.equal(textLine(entry, 'plain'), '12:30:05 signed_in sub="a b"')
  const said = { level: 'info', time: '2026-01-01T12:30:05.000Z', event: 'server', message: 'up' }
  assert.equal(textLine(said, 'plain'), '12:30:05 up')
})
