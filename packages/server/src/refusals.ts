import { appendFile, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { LoggedEvent } from './log.ts'

/** A request that was refused, as the operator may see it later. */
export interface KeptRefusal {
  readonly at: string
  readonly request_id: string
  readonly event: LoggedEvent
}

const LONGEST_FILE = 1024 * 1024
const MOST_WAITING = 1000
const REFUSALS: readonly LoggedEvent['event'][] = [
  'authorization.refused',
  'token.refused',
  'logout.refused',
  'request.refused',
]

const fileIn = (folder: string) => join(folder, 'refusals.jsonl')
const olderFileIn = (folder: string) => join(folder, 'refusals.1.jsonl')

/**
 * Keeps what was refused, for `gryphon explain --request`: the newest one to two megabytes, in the data folder, and nothing
 * in the database. Under a flood some are dropped, never a request held up.
 */
export function keepRefusals(
  folder: string,
  now: () => number,
): { readonly keep: (event: LoggedEvent) => void; readonly settled: () => Promise<void> } {
  let waiting: readonly string[] = []
  let writing: Promise<void> = Promise.resolve()
  const write = async () => {
    const lines = waiting.join('')
    waiting = []
    if (lines === '') return
    const size = await stat(fileIn(folder)).then(
      (file) => file.size,
      () => 0,
    )
    if (size > LONGEST_FILE) await rename(fileIn(folder), olderFileIn(folder))
    await appendFile(fileIn(folder), lines, { mode: 0o600 })
  }
  return {
    keep: (event) => {
      if (!REFUSALS.includes(event.event) || waiting.length >= MOST_WAITING) return
      const at = new Date(now() * 1000).toISOString()
      const kept: KeptRefusal = { at, request_id: event.request_id, event }
      waiting = [...waiting, `${JSON.stringify(kept)}\n`]
      if (waiting.length === 1) writing = writing.then(write).catch(() => undefined)
    },
    settled: () => writing,
  }
}

/** The refusal of that request id, if it is among those that are kept. */
export async function findRefusal(
  folder: string,
  request_id: string,
): Promise<KeptRefusal | undefined> {
  for (const file of [fileIn(folder), olderFileIn(folder)]) {
    const text = await readFile(file, 'utf8').catch(() => '')
    const line = text.split('\n').find((one) => one.includes(`"request_id":"${request_id}"`))
    if (line !== undefined) return JSON.parse(line) as KeptRefusal
  }
  return undefined
}
