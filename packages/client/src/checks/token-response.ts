import type { JsonObject } from '../json.ts'
import type { TokenType } from '../login.ts'
import { matches, type Presence, type Rule, shortened } from './rule.ts'

/** A successful answer of the token endpoint, beside what it must have. */
export interface TokenResponseSubject {
  readonly body: JsonObject
  readonly id_token: Presence
  /** DPoP where a proof went with the request: a token that is bound to nothing is not what was asked for. */
  readonly token_type: TokenType
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

/** RFC 6749 §5.1, Core §3.1.3.3. */
export const TOKEN_RESPONSE_RULES: readonly Rule<TokenResponseSubject>[] = [
  {
    check: 'access_token',
    section: 'RFC 6749 §5.1',
    examine: ({ body }) => {
      const found = shortened(textOf(body.access_token))
      return found === undefined
        ? { outcome: 'failed', code: 'access_token_missing' }
        : { outcome: 'passed', found }
    },
  },
  {
    check: 'token_type',
    section: 'Core §3.1.3.3, RFC 9449 §5',
    examine: ({ body, token_type }) =>
      matches('token_type', {
        expected: token_type.toLowerCase(),
        found: textOf(body.token_type)?.toLowerCase(),
        presence: 'required',
      }),
  },
  {
    check: 'id_token',
    section: 'Core §3.1.3.3',
    examine: ({ body, id_token }) => {
      const found = shortened(textOf(body.id_token))
      if (found !== undefined) return { outcome: 'passed', found }
      return id_token === 'required'
        ? { outcome: 'failed', code: 'id_token_missing' }
        : { outcome: 'absent' }
    },
  },
]
