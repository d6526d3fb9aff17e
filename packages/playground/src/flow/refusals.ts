import { ClientError } from '@gryphon/client'
import type { Failure } from '../pages/failure.ts'

type Words = readonly [title: string, text: string]

/** What the provider's refusals mean for a person (RFC 6749 §4.1.2.1, Core §3.1.2.6). */
const REFUSALS: Readonly<Record<string, Words>> = {
  access_denied: [
    'You said no',
    'The provider asked, and the answer was no. The application has nothing, and you are not logged in.',
  ],
  login_required: [
    'A sign-in would have been needed',
    'The application asked the provider to ask nobody (prompt=none), and it would have had to ask the person to sign in: nobody is signed in there, or who is has never allowed this application anything, or the sign-in is older than it accepts (max_age).',
  ],
  consent_required: [
    'Consent is needed',
    'The application asked the provider to ask nobody (prompt=none), and something is asked for that was not allowed before.',
  ],
  interaction_required: [
    'The provider has to ask something',
    'The application asked it to ask nobody (prompt=none).',
  ],
  account_selection_required: [
    'An account has to be chosen',
    'The application asked the provider to ask nobody (prompt=none).',
  ],
  temporarily_unavailable: [
    'The provider is busy',
    'It cannot answer just now. In a moment it may.',
  ],
}

/** What went wrong between the application and the provider. */
const FAULTS: Readonly<Record<string, Words>> = {
  request_failed: [
    'The provider does not answer',
    'Nothing answers at its address. Start it, then try again.',
  ],
  request_timed_out: ['The provider does not answer', 'It took too long. Try again in a moment.'],
}

const CHECKED: Words = [
  'The answer was not accepted',
  'A check failed, so the application does not know who this is, and nobody is logged in.',
]

const REFUSED: Words = [
  'The provider refused',
  'It did not accept what the application asked. The reason is below.',
]

const UNKNOWN: Words = ['Something went wrong', 'The login did not come about. Try again.']

const wordsFor = (error: unknown): Words => {
  if (!(error instanceof ClientError)) return UNKNOWN
  if (error.error !== undefined)
    return (Object.hasOwn(REFUSALS, error.error) ? REFUSALS[error.error] : undefined) ?? REFUSED
  return FAULTS[error.code] ?? CHECKED
}

const detail = (name: string, value: string | undefined) =>
  value === undefined ? [] : [[name, value] as const]

/** What a page says of an error: in plain words, and exactly. */
export const explainError = (
  error: unknown,
): Pick<Failure, 'title' | 'text' | 'details' | 'checks'> => {
  const [title, text] = wordsFor(error)
  if (!(error instanceof ClientError)) return { title, text, details: [], checks: [] }
  return {
    title,
    text,
    details: [
      ...detail('error', error.error),
      ...detail('error_description', error.error_description),
      ...(error.error === undefined ? detail('code', error.code) : []),
      ...(error.error === undefined ? detail('message', error.message) : []),
      ...detail('expected', error.expected),
      ...detail('found', error.found),
      ...detail('rule', error.section),
    ],
    checks: error.checks,
  }
}
