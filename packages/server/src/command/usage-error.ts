/** A command line that cannot be understood. The message says what is wrong with it, and what may have been meant. */
export class UsageError extends Error {
  /** The command whose help says more; absent when there is none of that name. */
  readonly command: string | undefined
  constructor(message: string, command?: string) {
    super(message)
    this.name = 'UsageError'
    this.command = command
  }
}
