import type { World } from './world.ts'

const WIDTH = 30

/**
 * Tells how far a long piece of work is, where a person looks on: a bar that is drawn over itself, whenever another hundredth is
 * done. Elsewhere it says nothing.
 */
export const showProgress = (
  { isTerminal, draw }: Pick<World, 'isTerminal' | 'draw'>,
  what: string,
  total: number,
): ((done: number) => void) => {
  let drawn = -1
  return (done) => {
    const hundredths = total === 0 ? 100 : Math.floor((100 * done) / total)
    if (!isTerminal || hundredths === drawn) return
    drawn = hundredths
    const filled = Math.round((WIDTH * hundredths) / 100)
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled)
    draw(`\r${what} ${bar} ${done} of ${total}${done >= total ? '\n' : ''}`)
  }
}
