import { sha256 } from '../digest.ts'
import { AccessError, invalidToken } from '../errors.ts'
import { createFetchJson, type FetchText, type JsonObject, parseJsonObject } from '../fetch-json.ts'
import { discoverEndpoint } from '../issuer/issuer-metadata.ts'
import { createKept } from '../issuer/kept.ts'
import { reasonOf } from '../reason.ts'
import type { SignatureExpectation } from '../token/jwt-access-token.ts'
import { createAnswerCache } from './answer-cache.ts'
import { createAuthenticate } from './api-authentication.ts'
import type { IntrospectionConfig } from './introspection-config.ts'
import { parseSignedAnswer, SIGNED_ANSWER } from './signed-answer.ts'

/** Asks the issuer about a token: what it says of one that stands. Throws `AccessError`. */
export type Introspect = (token: string) => Promise<JsonObject>

/** What the issuer is asked with. */
export interface IntrospectionTools {
  readonly issuer: string
  readonly fetchText: FetchText
  readonly signature: SignatureExpectation
  readonly now: () => number
  readonly random: (octets: number) => Uint8Array
}

const CACHE_LIFETIME = 10
const CACHE_SIZE = 10_000

/** Where to ask does not change from one minute to the next. */
const KEEPING = { max_age: 600, stale_if_error: 86_400, pause: 5 } as const

const RETRY_AFTER = 5

/** The issuer's trouble, and our own with it, is no fault of the request: neither yes nor no. */
const unavailable = (cause: unknown) =>
  new AccessError('introspection_unavailable', 'the issuer cannot be asked about the token now', {
    status: 503,
    section: 'RFC 7662 §2.3',
    retry_after: RETRY_AFTER,
    found: reasonOf(cause),
    cause,
  })

const inactive = () =>
  invalidToken('token_inactive', 'the access token is no longer good', {
    section: 'RFC 7662 §2.2',
  })

interface AnswerKind {
  readonly accept: string
  readonly read: (
    text: string,
    config: IntrospectionConfig,
    tools: IntrospectionTools,
  ) => Promise<JsonObject>
}

const readJson = async (text: string): Promise<JsonObject> => {
  const answer = parseJsonObject(text)
  if (answer === undefined) throw new Error('the answer is no JSON object')
  return answer
}

/** RFC 7662 §2.2, RFC 9701 §5. */
const ANSWERS: Readonly<Record<'signed' | 'unsigned', AnswerKind>> = {
  unsigned: { accept: 'application/json', read: readJson },
  signed: {
    accept: SIGNED_ANSWER,
    read: (text, { client_id }, { issuer, signature }) =>
      parseSignedAnswer(text, { issuer, client_id, signature }),
  },
}

const createAsk = (config: IntrospectionConfig, tools: IntrospectionTools) => {
  const { issuer, fetchText, now } = tools
  const fetchJson = createFetchJson(fetchText)
  const authenticate = createAuthenticate(config, tools)
  const discover = () => discoverEndpoint(fetchJson, issuer, 'introspection_endpoint')
  const { introspection_endpoint, answers = 'unsigned' } = config
  const { accept, read } = ANSWERS[answers]
  const endpoint = createKept(
    introspection_endpoint === undefined ? discover : async () => introspection_endpoint,
    now,
    KEEPING,
  )
  return async (token: string): Promise<JsonObject> => {
    const [{ value: url }, proof] = await Promise.all([endpoint.current(), authenticate()])
    const body = new URLSearchParams({
      token,
      token_type_hint: 'access_token',
      ...proof.parameters,
    }).toString()
    const headers = {
      accept,
      'content-type': 'application/x-www-form-urlencoded',
      ...proof.headers,
    }
    const text = await fetchText(url, { method: 'POST', headers, body })
    return read(text, config, tools)
  }
}

/** An answer is believed for a while, but never beyond the token's own end. */
const believedUntil = ({ exp }: JsonObject, until: number): number =>
  typeof exp === 'number' ? Math.min(until, exp) : until

/**
 * Token introspection (RFC 7662): one question at a time for one token, an answer believed for some
 * seconds, kept under the token's digest. Tokens that stand are kept apart from those that do not,
 * so that nobody's made-up tokens push them out.
 */
export const createIntrospect = (
  config: IntrospectionConfig,
  tools: IntrospectionTools,
): Introspect => {
  const { cache_lifetime = CACHE_LIFETIME, cache_size = CACHE_SIZE } = config
  const { now } = tools
  const ask = createAsk(config, tools)
  const live = createAnswerCache(cache_size, now)
  const dead = createAnswerCache(cache_size, now)
  const pending = new Map<string, Promise<JsonObject>>()
  const askAndKeep = async (key: string, token: string): Promise<JsonObject> => {
    const asked_at = now()
    const answer = await ask(token)
    if (typeof answer.active !== 'boolean') throw new Error('the answer does not say active')
    const kept = answer.active ? live : dead
    kept.keep(key, answer, believedUntil(answer, asked_at + cache_lifetime))
    return answer
  }
  const askOnce = (key: string, token: string): Promise<JsonObject> => {
    const asked = pending.get(key)
    if (asked !== undefined) return asked
    const asking = askAndKeep(key, token).finally(() => pending.delete(key))
    pending.set(key, asking)
    return asking
  }
  return async (token) => {
    const key = await sha256(token)
    const known = live.find(key) ?? dead.find(key)
    const answer =
      known ??
      (await askOnce(key, token).catch((cause: unknown): never => {
        throw unavailable(cause)
      }))
    if (answer.active !== true) throw inactive()
    return answer
  }
}
