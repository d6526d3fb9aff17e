/** What begins when its turn has come. */
export type Start = () => void

/** Those who wait. */
export interface FairLine {
  /** How many wait, of one tenant or of all. */
  readonly length: (tenant_id?: string) => number
  readonly push: (tenant_id: string, start: Start) => void
  readonly shift: () => Start | undefined
}

/**
 * A line in which every tenant has its turn, however many of another wait; within a tenant, who came first goes first.
 *
 * @example fairLine().shift() // undefined
 */
export const fairLine = (): FairLine => {
  const waiting = new Map<string, readonly Start[]>()
  return {
    length: (tenant_id) => {
      const lines = tenant_id === undefined ? [...waiting.values()] : [waiting.get(tenant_id) ?? []]
      return lines.flat().length
    },
    push: (tenant_id, start) => {
      waiting.set(tenant_id, [...(waiting.get(tenant_id) ?? []), start])
    },
    shift: () => {
      const [next] = waiting
      if (next === undefined) return undefined
      const [tenant_id, [start, ...rest]] = next
      waiting.delete(tenant_id)
      if (rest.length > 0) waiting.set(tenant_id, rest)
      return start
    },
  }
}
