/** Ends the guessing in one flow, whatever logins it tries. */
export interface FlowLimit {
  /** Whether this flow has had its attempts: the person starts again at the application. */
  readonly isSpent: (flow: string) => boolean
  /** Counts an attempt that is about to be made. */
  readonly count: (flow: string) => void
}

/**
 * A limit on the attempts of a flow. It remembers `size` flows, and forgets the one tried longest ago.
 *
 * @example createFlowLimit({ attempts: 30, size: 10_000 }).isSpent('flow-1') // false
 */
export const createFlowLimit = (bounds: {
  readonly attempts: number
  readonly size: number
}): FlowLimit => {
  const made = new Map<string, number>()
  return {
    isSpent: (flow) => (made.get(flow) ?? 0) >= bounds.attempts,
    count: (flow) => {
      const attempts = (made.get(flow) ?? 0) + 1
      made.delete(flow)
      made.set(flow, attempts)
      const [oldest] = made.keys()
      if (made.size > bounds.size && oldest !== undefined) made.delete(oldest)
    },
  }
}
