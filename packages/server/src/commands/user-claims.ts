import { claimsOfScope, STANDARD_SCOPES } from '@gryphon/protocol'
import { InvalidValueError } from '@gryphon/provider'
import type { Options, OptionValues } from '../command/command.ts'
import { didYouMean } from '../suggest.ts'

/** What `user add` is told of a person. */
export const CLAIM_OPTIONS = {
  name: { type: 'text', value: 'NAME', meaning: 'Full name' },
  email: { type: 'text', value: 'ADDRESS', meaning: 'Email address; one can sign in with it too' },
  claim: {
    type: 'list',
    value: 'NAME=VALUE',
    meaning: 'A standard claim (Core §5.1), its value text or JSON, as email_verified=true',
  },
} as const satisfies Options

const STANDARD_CLAIMS = claimsOfScope(STANDARD_SCOPES)

/** Claims whose value is not text (Core §5.1). */
const JSON_CLAIMS = ['email_verified', 'phone_number_verified', 'updated_at', 'address']

const parseValue = (name: string, text: string): unknown => {
  if (!JSON_CLAIMS.includes(name)) return text
  try {
    return JSON.parse(text)
  } catch {
    throw new InvalidValueError('claim', `${name}: expected JSON, found '${text}'`)
  }
}

const parseClaim = (text: string): readonly [string, unknown] => {
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (name === '')
    throw new InvalidValueError('claim', `'${text}': expected NAME=VALUE, as locale=de-DE`)
  if (!STANDARD_CLAIMS.includes(name))
    throw new InvalidValueError(
      'claim',
      `${name} is no standard claim${didYouMean(name, STANDARD_CLAIMS)}`,
    )
  return [name, parseValue(name, value)]
}

const present = (name: string, value: string | undefined) =>
  value === undefined ? [] : [[name, value] as const]

/** The claims of a person, of what was typed. Throws `SettingError` for what is no standard claim. */
export const readClaims = ({
  name,
  email,
  claim,
}: OptionValues<typeof CLAIM_OPTIONS>): Readonly<Record<string, unknown>> =>
  Object.fromEntries([
    ...present('name', name),
    ...present('email', email),
    ...claim.map(parseClaim),
  ])
