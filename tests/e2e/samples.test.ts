import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

/*
 * What these documents show is what stands in the files that they name, which other tests run.
 */
const DOCUMENTS = ['README.md', 'docs/coming-from.md', 'packages/client/README.md']

/** A sample, and the file that it names above it. */
const SAMPLE = /(?:^<!-- (\S+) -->\n)?^```typescript\n([\s\S]*?)^```$/gm

for (const path of DOCUMENTS)
  test(`${path} shows its samples as they are run`, () => {
    const samples = [...readFileSync(path, 'utf8').matchAll(SAMPLE)]
    assert.ok(samples.length > 1)
    for (const [, file = assert.fail('a sample names no file'), code = ''] of samples)
      assert.ok(readFileSync(file, 'utf8').includes(code), `${file} has not:\n${code}`)
  })
