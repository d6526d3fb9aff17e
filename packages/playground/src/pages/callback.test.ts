import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { pageHeaders } from '../web/headers.ts'
import { FRAGMENT_SCRIPT, SUBMIT_SCRIPT } from '../web/scripts.ts'
import { fragmentPage, resendPage } from './callback.ts'

const scriptIn = (page: string): string => /<script>([\s\S]*)<\/script>/.exec(page)?.[1] ?? ''

test('PITFALLS 16: the names and values that are posted again are escaped', async () => {
  const page = String(
    await resendPage(new URLSearchParams({ '"><b>': `"><img src=x onerror='x'>` })),
  )
  assert.match(
    page,
    /name="&quot;&gt;&lt;b&gt;" value="&quot;&gt;&lt;img src=x onerror=&#39;x&#39;&gt;"/,
  )
  assert.match(page, /<button class="button primary" type="submit">Go on<\/button>/)
})

test('PITFALLS 16: exactly the script that is in the page may run', async () => {
  for (const [page, script] of [
    [await resendPage(new URLSearchParams()), SUBMIT_SCRIPT],
    [await fragmentPage(), FRAGMENT_SCRIPT],
  ] as const) {
    const hash = createHash('sha256')
      .update(scriptIn(String(page)))
      .digest('base64')
    const policy = pageHeaders({ script })['content-security-policy'] ?? ''
    assert.ok(policy.includes(`script-src 'sha256-${hash}';`))
  }
})
