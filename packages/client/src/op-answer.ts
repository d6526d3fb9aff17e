import { printable } from './printable.ts'

/** An error of the OP's own in words (RFC 6749 §4.1.2.1, §5.2), with what it says of it. */
export const answerInWords = (error: string, error_description: string | undefined): string => {
  const answer = `the OP answered ${printable(error)}`
  return error_description === undefined ? answer : `${answer}: ${printable(error_description)}`
}
