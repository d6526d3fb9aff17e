/** How a server deletes what has expired: a batch now and then, the next at once while there is more. Times in milliseconds. */
const PAUSE = 60_000
const PAUSE_WHILE_MORE = 250

/**
 * Sweeps in the background until stopped; a sweep that fails is told to `onFault`, and the next is tried. The promise that stopping
 * returns is resolved when no sweep is under way.
 */
export const startSweeping = (
  sweep: () => Promise<number>,
  onFault: (cause: unknown) => void,
): { readonly stop: () => Promise<void> } => {
  let isStopped = false
  let underWay: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout
  const plan = (pause: number) => {
    if (isStopped) return
    timer = setTimeout(() => {
      underWay = once()
    }, pause)
    timer.unref()
  }
  const once = async () => {
    try {
      plan((await sweep()) > 0 ? PAUSE_WHILE_MORE : PAUSE)
    } catch (cause) {
      onFault(cause)
      plan(PAUSE)
    }
  }
  plan(PAUSE_WHILE_MORE)
  return {
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await underWay
    },
  }
}
