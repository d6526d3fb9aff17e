import assert from 'node:assert/strict'
import type { Json } from './http.ts'

const isText = (value: unknown) => typeof value === 'string' && value !== '' && value !== 'null'
const isUrl = (value: unknown) => isText(value) && URL.canParse(String(value))
const isBoolean = (value: unknown) => typeof value === 'boolean'
const isTexts = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.values(value).every(isText)

/** What each standard claim must be (Core §5.1): of its type, never empty, never "null". */
// biome-ignore format: a table
const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  sub: isText, name: isText, given_name: isText, family_name: isText, middle_name: isText, nickname: isText,
  preferred_username: isText, profile: isUrl, picture: isUrl, website: isUrl, email: isText, email_verified: isBoolean,
  gender: isText, birthdate: (value) => /^(\d{4}|0000)(-\d\d-\d\d)?$/.test(String(value)), zoneinfo: isText, locale: isText,
  phone_number: isText, phone_number_verified: isBoolean, address: isTexts, updated_at: (value) => typeof value === 'number',
}

/** Checks that every standard claim that is there is what it must be. */
export const checkClaimTypes = (claims: Json) => {
  for (const [name, value] of Object.entries(claims))
    assert.ok(KINDS[name]?.(value) ?? true, `${name}: ${JSON.stringify(value)}`)
}
