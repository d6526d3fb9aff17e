/** Lets calls through until it is closed. */
export interface Gate {
  /** The same operations: none begins once the gate is closed. */
  guard<T extends object>(operations: T): T
  /** Closes it; resolved when nothing is under way any more. */
  close(): Promise<void>
}

type Operation = (...given: readonly unknown[]) => Promise<unknown>

/** A gate that is open. */
export function openGate(): Gate {
  const underWay = new Set<Promise<unknown>>()
  let isClosed = false
  const guarded =
    (operation: Operation): Operation =>
    (...given) => {
      if (isClosed) return Promise.reject(new Error('the database is closed'))
      const told = operation(...given)
      underWay.add(told)
      const leave = () => underWay.delete(told)
      told.then(leave, leave)
      return told
    }
  return {
    guard: <T extends object>(operations: T) =>
      Object.fromEntries(
        Object.entries(operations).map(([name, operation]) => [name, guarded(operation)]),
      ) as T,
    async close() {
      isClosed = true
      await Promise.allSettled(underWay)
    },
  }
}
