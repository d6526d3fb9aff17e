import type { World } from './world.ts'

/** A bar that a person sees grow. */
export interface Progress {
  /** So much of the whole is done. */
  readonly reached: (done: number) => void
  /** Takes the bar away. */
  readonly end: () => void
}

const WIDTH = 30

/** A bar on a terminal, drawn anew with each percent; nothing elsewhere. Of nothing, all is done. */
export const progressOf = (
  { status, isTerminal }: Pick<World, 'status' | 'isTerminal'>,
  what: string,
  total: number,
): Progress => {
  if (!isTerminal) return { reached: () => undefined, end: () => undefined }
  let shown = -1
  return {
    reached: (done) => {
      const percent = total === 0 ? 100 : Math.floor((100 * done) / total)
      if (percent === shown) return
      shown = percent
      const filled = Math.floor((WIDTH * percent) / 100)
      const bar = '█'.repeat(filled).padEnd(WIDTH, '░')
      status(`${what} ${bar} ${percent} %, ${done} of ${total}`)
    },
    end: () => status(''),
  }
}
