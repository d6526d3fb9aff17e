import type { CheckName } from '../check.ts'
import type { CheckErrorCode } from '../errors.ts'

/** What a rule says of a message, both values as text. */
export type Finding =
  | {
      readonly outcome: 'passed'
      readonly expected?: string | undefined
      readonly found?: string | undefined
    }
  | { readonly outcome: 'absent'; readonly expected?: string | undefined }
  | {
      readonly outcome: 'failed'
      readonly code: CheckErrorCode
      readonly expected?: string | undefined
      readonly found?: string | undefined
    }

/** One row of a table of checks: what is looked at, the section that says so, and how. */
export interface Rule<Subject> {
  readonly check: CheckName
  readonly section: string
  readonly examine: (subject: Subject) => Finding
}

/** Whether a value must be there, or is looked at only where it is. */
export type Presence = 'required' | 'if_present'

/** Found values are shown up to here: they may be anyone's. */
const LONGEST = 120

/** A value as text, for people. */
export const asText = (value: unknown): string | undefined => {
  if (value === undefined) return undefined
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

/** Enough of a secret to tell it from another, and too little to use it. */
export const shortened = (secret: string | undefined): string | undefined => {
  if (secret === undefined || secret === '') return secret
  return secret.length > 16 ? `${secret.slice(0, 6)}…` : '…'
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
export const isSame = (a: string, b: string): boolean => {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i)
  return difference === 0
}

/**
 * Whether `found` is the text that is expected. `show` is how both appear, `shortened` for a
 * secret.
 */
export const matches = (
  check: CheckName,
  values: {
    readonly expected: string
    readonly found: unknown
    readonly presence: Presence
    readonly show?: (value: string | undefined) => string | undefined
  },
): Finding => {
  const show = values.show ?? asText
  const expected = show(values.expected)
  if (values.found === undefined)
    return values.presence === 'required'
      ? { outcome: 'failed', code: `${check}_missing`, expected }
      : { outcome: 'absent', expected }
  const found = show(asText(values.found))
  return typeof values.found === 'string' && isSame(values.found, values.expected)
    ? { outcome: 'passed', expected, found }
    : { outcome: 'failed', code: `${check}_mismatch`, expected, found }
}
