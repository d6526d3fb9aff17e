import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reasonOf } from './reason.ts'

test('a reason is told with what is behind it, in one line, and not at length', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED ::1:4000'), {
    code: 'ECONNREFUSED',
  })
  const failed = new TypeError('fetch failed', { cause: refused })
  assert.equal(reasonOf(failed), 'fetch failed: connect ECONNREFUSED ::1:4000')
  const aggregate = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })
  assert.equal(
    reasonOf(new TypeError('fetch failed', { cause: aggregate })),
    'fetch failed: ECONNREFUSED',
  )
  assert.equal(reasonOf(new TypeError('fetch failed', { cause: new Error() })), 'fetch failed')
  assert.equal(reasonOf(new Error('a\r\nb')), 'a  b')
  assert.equal(reasonOf(new Error('ä'.repeat(1000))), 'ä'.repeat(200))
  assert.equal(reasonOf('a text'), undefined)
  assert.equal(reasonOf(new Error()), undefined)
})
