import { AsyncLocalStorage } from 'node:async_hooks'
import type { Exchange as Traced } from '@gryphon/client'
import { tracedStep } from './back-channel.ts'
import type { Phase, Step } from './step.ts'

/** What came of something that was recorded, with the steps it took. */
export type Recorded<Value> =
  | { readonly outcome: 'done'; readonly value: Value; readonly steps: readonly Step[] }
  | { readonly outcome: 'failed'; readonly error: unknown; readonly steps: readonly Step[] }

/** Writes down what really passes between the application and others, each login's own. */
export interface Recorder {
  /** Handed to the client library as its `trace`. */
  readonly trace: (traced: Traced) => void
  /** Runs something, and gives its outcome together with the steps that happened meanwhile. */
  record<Value>(phase: Phase, run: () => Promise<Value>): Promise<Recorded<Value>>
  /** Adds a step to whatever is being recorded around this call. */
  note(step: (phase: Phase) => Step): void
}

interface Tape {
  readonly phase: Phase
  readonly steps: Step[]
}

/** A recorder; `now` in seconds. Logins that run at the same time are told apart by their asynchronous context. */
export const recorder = (now: () => number): Recorder => {
  const tapes = new AsyncLocalStorage<Tape>()
  const note: Recorder['note'] = (step) => {
    const tape = tapes.getStore()
    tape?.steps.push(step(tape.phase))
  }
  return {
    note,
    trace: (traced) => note((phase) => tracedStep(traced, phase, now())),
    record: (phase, run) => {
      const steps: Step[] = []
      return tapes.run({ phase, steps }, () =>
        run().then(
          (value) => ({ outcome: 'done', value, steps }),
          (error: unknown) => ({ outcome: 'failed', error, steps }),
        ),
      )
    },
  }
}
