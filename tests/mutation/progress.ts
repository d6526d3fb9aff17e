const WIDTH = 24

/** A bar that tells how much of something is done and how long the rest may take; call what it returns once a piece. */
export function showProgress(what: string, total: number): () => void {
  const started = performance.now()
  let done = 0
  return () => {
    done += 1
    const full = Math.round((WIDTH * done) / total)
    const seconds = ((performance.now() - started) / done / 1000) * (total - done)
    const bar = '█'.repeat(full) + '·'.repeat(WIDTH - full)
    const line = `${what} ${bar} ${done}/${total}, ${minutes(seconds)} left`
    if (process.stdout.isTTY) process.stdout.write(`\r${line}  ${done === total ? '\n' : ''}`)
    else if (done % 20 === 0 || done === total) console.log(line)
  }
}

const minutes = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
