import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { run } from 'node:test'
import { conformancePage, type Results } from './report.ts'

const ROOT = new URL('../../', import.meta.url).pathname
const FILES_AT_A_TIME = 2
const FILE_TIMEOUT_MS = 600_000

const runAll = async (): Promise<Results> => {
  const files = globSync(`${ROOT}tests/certification/*plans.test.ts`)
  const inBrowser = globSync(`${ROOT}tests/certification/*.browser.test.ts`)
  const results = new Map<string, 'passed' | 'FAILED'>()
  const stream = run({
    files: [...files, ...inBrowser],
    concurrency: FILES_AT_A_TIME,
    timeout: FILE_TIMEOUT_MS,
  })
  stream.on('test:pass', ({ name }) => results.set(name, 'passed'))
  stream.on('test:fail', ({ name, details }) => {
    results.set(name, 'FAILED')
    const { error } = details
    if (!('failureType' in error) || error.failureType !== 'subtestsFailed')
      console.error(`✖ ${name}\n${error.cause ?? error}`)
  })
  for await (const _ of stream);
  return (test) => results.get(test) ?? 'not run'
}

const main = async () => {
  const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'))
  const date = new Date().toISOString().slice(0, 10)
  const page = conformancePage(await runAll(), { date, version })
  writeFileSync(`${ROOT}docs/conformance.md`, page)
  console.log(/^Run on .*$/m.exec(page)?.[0])
}

await main()
