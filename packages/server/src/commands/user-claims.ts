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

/** What the value of a claim must be where not any text is one (Core §5.1); `json`: it is typed as JSON. */
interface Form {
  readonly reading: 'text' | 'json'
  readonly expected: string
  readonly isGood: (value: unknown) => boolean
}

const isBoolean = (value: unknown) => typeof value === 'boolean'

/** A day that there is; 0000 is a year that is not told. */
const isBirthdate = (value: unknown): boolean => {
  const [, year = '', day] = /^(\d{4})(?:-(\d\d-\d\d))?$/.exec(String(value)) ?? []
  if (year === '' || day === undefined) return year !== ''
  const date = new Date(`${year}-${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(5, 10) === day
}

/** As much of RFC 5322 §3.4.1 as tells a mistake from an address. */
const isEmail = (value: unknown): boolean => /^[^\s@]+@[^\s@]+$/.test(String(value))

// biome-ignore format: a table
const FORMS: Readonly<Record<string, Form>> = {
  email_verified:        { reading: 'json', expected: 'true or false',                            isGood: isBoolean },
  phone_number_verified: { reading: 'json', expected: 'true or false',                            isGood: isBoolean },
  updated_at:            { reading: 'json', expected: 'a number of seconds since 1970',           isGood: (value) => Number.isSafeInteger(value) && Number(value) >= 0 },
  address:               { reading: 'json', expected: 'an object, as {"locality":"Bern"}',        isGood: (value) => typeof value === 'object' && value !== null && !Array.isArray(value) },
  email:                 { reading: 'text', expected: 'an address, as jo@example.com',            isGood: isEmail },
  birthdate:             { reading: 'text', expected: 'YYYY-MM-DD, 0000-MM-DD or YYYY',           isGood: isBirthdate },
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `setting` is where it was typed: an option of its own needs no other name in the message. */
const parseValue = (name: string, text: string, setting = 'claim'): unknown => {
  const form = FORMS[name]
  if (form === undefined) return text
  const value = form.reading === 'json' ? parseJson(text) : text
  if (!form.isGood(value))
    throw new InvalidValueError(
      setting,
      `${setting === name ? '' : `${name}: `}expected ${form.expected}, found '${text}'`,
    )
  return value
}

const parseClaim = (text: string): readonly [string, unknown] => {
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (name === '')
    throw new InvalidValueError('claim', `'${text}': expected NAME=VALUE, as locale=de-DE`)
  if (!STANDARD_CLAIMS.includes(name))
    throw new InvalidValueError(
      'claim',
      `${name} is no standard claim${didYouMean(name, STANDARD_CLAIMS) || `: use one of ${STANDARD_CLAIMS.join(', ')}`}`,
    )
  return [name, parseValue(name, value)]
}

const present = (name: string, value: string | undefined) =>
  value === undefined ? [] : [[name, parseValue(name, value, name)] as const]

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
