import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startSampleApi } from './start-sample-api.ts'

test('RFC 6750 §3: without an access token the notes are answered with a challenge', async () => {
  const api = await startSampleApi({
    issuer: 'http://127.0.0.1:1',
    audience: 'http://127.0.0.1:2',
    port: 0,
  })
  try {
    for (const method of ['GET', 'POST']) {
      const answer = await fetch(`${api.url}/notes`, { method })
      assert.equal(answer.status, 401)
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer realm="Sample API"/)
    }
  } finally {
    await api.close()
  }
})
