/** A line that says what is being done now: on a terminal always the same one. */
export interface ProgressLine {
  readonly show: (text: string) => void
  readonly end: () => void
}

/** A progress line on a stream. Where it is no terminal, each text is a line of its own. */
export const progressLine = (stream: NodeJS.WriteStream): ProgressLine => {
  const began = performance.now()
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(0)} s`.padStart(6)
  return {
    show: (text) =>
      void stream.write(stream.isTTY ? `\r\x1b[K${seconds()}  ${text}` : `${seconds()}  ${text}\n`),
    end: () => void (stream.isTTY && stream.write('\r\x1b[K')),
  }
}
