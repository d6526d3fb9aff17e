import type { JsonObject } from '../json.ts'
import { asText, type Finding, matches, type Rule } from './rule.ts'

/** A registration as the OP tells it, beside what was asked for. */
export interface RegistrationSubject {
  readonly answer: JsonObject
  readonly expected: {
    /** Of a client that is registered already. */
    readonly client_id?: string
    readonly redirect_uris: readonly string[]
  }
}

const examineClientId = ({ answer: { client_id }, expected }: RegistrationSubject): Finding => {
  if (expected.client_id !== undefined)
    return matches('client_id', {
      expected: expected.client_id,
      found: client_id,
      presence: 'required',
    })
  if (client_id === undefined || client_id === '')
    return { outcome: 'failed', code: 'client_id_missing', expected: 'client_id' }
  return typeof client_id === 'string'
    ? { outcome: 'passed', found: asText(client_id) }
    : { outcome: 'failed', code: 'client_id_mismatch', expected: 'text', found: asText(client_id) }
}

/** A registration that would lead nowhere is none; an OP that does not repeat the metadata took them as they are. */
const examineRedirectUris = ({ answer, expected }: RegistrationSubject): Finding => {
  const { redirect_uris: found } = answer
  const { redirect_uris } = expected
  const values = { expected: asText(redirect_uris), found: asText(found) }
  if (found === undefined) return { outcome: 'absent', expected: values.expected }
  return Array.isArray(found) && redirect_uris.every((uri) => found.includes(uri))
    ? { outcome: 'passed', ...values }
    : { outcome: 'failed', code: 'redirect_uri_mismatch', ...values }
}

/** RFC 7591 §3.2.1: the client looks whether what was registered is what it can use. */
export const REGISTRATION_RULES: readonly Rule<RegistrationSubject>[] = [
  { check: 'client_id', section: 'RFC 7591 §3.2.1', examine: examineClientId },
  { check: 'redirect_uri', section: 'RFC 7591 §3.2.1', examine: examineRedirectUris },
]
