import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Answer } from './group-commit.ts'
import type { DurableWrites, Write, WriteName } from './writes/writes.ts'

/** How many writes go into one transaction at most: what a later one may have to wait for. */
const MOST_TOGETHER = 256

const THREAD = new URL('./writing-thread.ts', import.meta.url)

/** With so many at hand, no more are waited for: a larger group is hardly cheaper. */
const ENOUGH = 32

/** The thread that writes. */
export interface Writer {
  /** An operation whose promise is resolved when what it tells is on the disk. */
  operation<K extends WriteName>(name: K): DurableWrites[K]
  /** Resolved when all that was asked for is written, and the thread has ended. */
  close(): Promise<void>
}

interface Asked {
  readonly write: Write
  readonly resolve: (told: unknown) => void
  readonly reject: (fault: Error) => void
}

/**
 * Starts a thread that writes to a database file, in groups, for a group costs the disk as much as one write: while one
 * goes to the disk the next is gathered, and then for as long as each turn of the event loop brings more. An idle thread does
 * not keep the process alive.
 */
export async function startWriter(file: string, telling: Telling): Promise<Writer> {
  // What Node was told about the program (`--import`, `--input-type`) is not for this thread.
  const thread = new Worker(THREAD, { workerData: file, execArgv: [] })
  await once(thread, 'message')
  thread.unref()
  return writerOn(thread, telling)
}

/** What is done before anybody is told that something is on the disk. */
interface Telling {
  readonly beforeTelling: () => void
}

function writerOn(thread: Worker, { beforeTelling }: Telling): Writer {
  const waiting: Asked[] = []
  let sent: readonly Asked[] = []
  let isBusy = false
  let end: Promise<unknown> | undefined
  let fault: Error | undefined

  const sendNext = () => {
    sent = waiting.splice(0, MOST_TOGETHER)
    isBusy = sent.length > 0
    if (isBusy) thread.postMessage(sent.map(({ write }) => write))
    else if (end !== undefined) thread.postMessage('close')
    else thread.unref()
  }
  const gather = (before: number) => {
    if (waiting.length === before || waiting.length >= ENOUGH) sendNext()
    else setImmediate(gather, waiting.length)
  }
  const ask = (asked: Asked) => {
    if (fault !== undefined) return asked.reject(fault)
    waiting.push(asked)
    if (isBusy) return
    isBusy = true
    thread.ref()
    setImmediate(gather, 0)
  }
  const stop = (why: Error) => {
    fault ??= why
    for (const asked of [...sent, ...waiting.splice(0)]) asked.reject(why)
    sent = []
  }

  thread.on('message', (answers: readonly Answer[]) => {
    const answered = sent
    sent = []
    gather(0)
    beforeTelling()
    answers.forEach((answer, turn) => {
      tell(answered[turn], answer)
    })
  })
  thread.on('error', stop)
  thread.on('exit', () => stop(new Error('the database is closed')))

  return {
    operation: (name) =>
      ((...given: Write[1]) =>
        new Promise((resolve, reject) => {
          ask({ write: [name, given] as unknown as Write, resolve, reject })
        })) as DurableWrites[typeof name],
    async close() {
      if (end === undefined) {
        end = fault === undefined ? once(thread, 'exit') : Promise.resolve()
        fault ??= new Error('the database is closed')
        thread.ref()
        if (!isBusy) sendNext()
      }
      await end
    },
  }
}

function tell(asked: Asked | undefined, answer: Answer): void {
  if (answer.outcome === 'written') asked?.resolve(answer.told)
  else asked?.reject(new Error(`the database did not write: ${answer.why}`))
}
