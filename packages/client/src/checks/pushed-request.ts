import type { JsonObject } from '../json.ts'
import { asText, type Rule, shortened } from './rule.ts'

const isRequestUri = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** A successful answer to a pushed request (RFC 9126 §2.2). */
export const PUSHED_REQUEST_RULES: readonly Rule<JsonObject>[] = [
  {
    check: 'request_uri',
    section: 'RFC 9126 §2.2',
    examine: ({ request_uri }) => {
      if (request_uri === undefined) return { outcome: 'failed', code: 'request_uri_missing' }
      return isRequestUri(request_uri)
        ? { outcome: 'passed', found: shortened(request_uri) }
        : { outcome: 'failed', code: 'request_uri_mismatch', found: asText(request_uri) }
    },
  },
  {
    check: 'expires_in',
    section: 'RFC 9126 §2.2',
    examine: ({ expires_in }) => {
      const values = { expected: 'a positive number of seconds', found: asText(expires_in) }
      if (expires_in === undefined)
        return { outcome: 'failed', code: 'expires_in_missing', expected: values.expected }
      return Number.isInteger(expires_in) && Number(expires_in) > 0
        ? { outcome: 'passed', ...values }
        : { outcome: 'failed', code: 'expires_in_mismatch', ...values }
    },
  },
]
