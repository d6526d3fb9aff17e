import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerInWords } from './op-answer.ts'

test("the OP's own description stands in the message, in one line (RFC 6749 §5.2)", () => {
  assert.equal(answerInWords('access_denied', undefined), 'the OP answered access_denied')
  assert.equal(
    answerInWords('invalid_client', 'client_secret is wrong\nforged=line'),
    'the OP answered invalid_client: client_secret is wrong forged=line',
  )
})
