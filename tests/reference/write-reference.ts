import { mkdirSync, writeFileSync } from 'node:fs'
import { makePages } from './pages.ts'

/*
 * npm run reference
 *
 * Writes `docs/reference/`: a page for each published package, of its docstrings.
 */
mkdirSync('docs/reference', { recursive: true })
for (const { path, text } of await makePages()) {
  writeFileSync(path, text)
  console.log(path)
}
