/** Work that a server does in the background, a batch at a time. Times in milliseconds. */
export interface Repeated {
  /** Does a batch, and tells how much there was to do. */
  readonly work: () => Promise<number>
  /** Until the next batch, where there was nothing to do. */
  readonly pause: number
  readonly onFault: (cause: unknown) => void
  /** Whether a batch waits for the one before, or may begin while that is under way. */
  readonly batches: 'in_turn' | 'at_once'
}

/** Repeated work that is under way. */
export interface Repeating {
  /** There is something to do: does not wait for the pause to be over. */
  readonly soon: () => void
  /** Begins no more; resolved when nothing is under way. */
  readonly stop: () => Promise<void>
}

const PAUSE_WHILE_MORE = 250

/** Does a batch now and then until stopped, the next one soon while there is more; what fails is told and tried again. */
export const startRepeating = ({ work, pause, onFault, batches }: Repeated): Repeating => {
  let isStopped = false
  let underWay: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout
  const plan = (wait: number) => {
    clearTimeout(timer)
    if (isStopped) return
    timer = setTimeout(() => {
      const before = underWay
      const batch = batches === 'at_once' ? once() : before.then(once)
      underWay = Promise.all([before, batch]).then(() => undefined)
    }, wait)
    timer.unref()
  }
  const once = async () => {
    plan(pause)
    try {
      if ((await work()) > 0) plan(PAUSE_WHILE_MORE)
    } catch (cause) {
      onFault(cause)
    }
  }
  plan(PAUSE_WHILE_MORE)
  return {
    soon: () => plan(0),
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await underWay
    },
  }
}
