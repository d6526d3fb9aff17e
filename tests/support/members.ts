import assert from 'node:assert/strict'
import type { Landing } from './flow.ts'
import type { Answer } from './user-agent.ts'

/** What comes with a token, `scope` aside (RFC 6749 §4.2.2, §5.1). */
const TOKEN = ['access_token', 'expires_in', 'token_type']

/*
 * Members of an Authorization Response beside `iss`, `state` and `scope`, by the words of its response_type in alphabetical
 * order: by hand from Core §3.1.2.5, §3.2.2.5, §3.3.2.5. Never to be derived.
 */
const AUTHORIZED: Readonly<Record<string, readonly string[]>> = {
  none: [],
  code: ['code'],
  id_token: ['id_token'],
  'id_token token': [...TOKEN, 'id_token'],
  'code id_token': ['code', 'id_token'],
  'code token': [...TOKEN, 'code'],
  'code id_token token': [...TOKEN, 'code', 'id_token'],
}

const REFUSED = ['error', 'error_description']

const sorted = (names: Iterable<string>) => [...names].toSorted()

/** An Authorization Response has the members of its type, or those of an error, each once (RFC 6749 §4.1.2.1). */
export function checkResponseMembers({ parameters }: Landing, response_type: string): void {
  const names = [...parameters.keys()]
  assert.deepEqual(sorted(names), sorted(new Set(names)))
  const beside = names.includes('access_token') ? ['iss', 'state', 'scope'] : ['iss', 'state']
  const own = sorted(names.filter((name) => !beside.includes(name)))
  const words = sorted(response_type.split(' ')).join(' ')
  assert.deepEqual(own, names.includes('error') ? REFUSED : sorted(AUTHORIZED[words] ?? ['?']))
}

/** What a program is answered: names that must be there, and names that may. */
interface Members {
  readonly status: number
  readonly all: readonly string[]
  readonly may: readonly string[]
}

// biome-ignore format: a table
const USERINFO = ['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'profile', 'picture', 'website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'updated_at', 'preferred_username', 'email', 'email_verified', 'address', 'phone_number', 'phone_number_verified']
// biome-ignore format: a table
const ABOUT_A_TOKEN = ['active', 'scope', 'client_id', 'token_type', 'exp', 'iat', 'nbf', 'sub', 'aud', 'iss', 'jti', 'auth_time', 'acr', 'amr']
// biome-ignore format: a table
const REGISTERED = ['client_id', 'client_id_issued_at', 'registration_client_uri', 'registration_access_token', 'redirect_uris', 'response_types', 'grant_types', 'application_type', 'scope', 'token_endpoint_auth_method', 'id_token_signed_response_alg']
// biome-ignore format: a table
const MAY_BE_REGISTERED = ['client_secret', 'client_secret_expires_at', 'contacts', 'client_name', 'client_uri', 'logo_uri', 'policy_uri', 'tos_uri', 'jwks_uri', 'jwks', 'sector_identifier_uri', 'subject_type', 'userinfo_signed_response_alg', 'request_object_signing_alg', 'token_endpoint_auth_signing_alg', 'default_max_age', 'require_auth_time', 'default_acr_values', 'initiate_login_uri', 'request_uris', 'software_id', 'software_version', 'require_signed_request_object', 'require_pushed_authorization_requests', 'post_logout_redirect_uris', 'frontchannel_logout_uri', 'frontchannel_logout_session_required', 'backchannel_logout_uri', 'backchannel_logout_session_required']

/*
 * By hand from RFC 6749 §5.1, RFC 9126 §2.2, RFC 7009 §2.2, RFC 7662 §2.2 and RFC 9068 §2.2, Core §5.3.2, RFC 7591 §3.2.1
 * and RFC 7592 §3.
 */
// biome-ignore format: a table
const PROGRAM = {
  token:         { status: 200, all: [...TOKEN, 'scope'],            may: ['id_token', 'refresh_token'] },
  pushed:        { status: 201, all: ['expires_in', 'request_uri'],  may: [] },
  revocation:    { status: 200, all: [],                             may: [] },
  introspection: { status: 200, all: ['active'],                     may: ABOUT_A_TOKEN },
  userinfo:      { status: 200, all: ['sub'],                        may: USERINFO },
  registration:  { status: 201, all: REGISTERED,                     may: MAY_BE_REGISTERED },
  configuration: { status: 200, all: REGISTERED,                     may: MAY_BE_REGISTERED },
} as const satisfies Readonly<Record<string, Members>>

/** What a program is told that brought no token: which one is needed, where that cannot be guessed. */
const NEEDED: Readonly<Partial<Record<ProgramEndpoint, readonly string[]>>> = {
  registration: ['error_description'],
  configuration: ['error_description'],
}

/** What answers a program. */
export type ProgramEndpoint = keyof typeof PROGRAM

/**
 * A program is answered JSON that nobody keeps: the members of what it asked for, or those of an error (RFC 6749 §5.2), or
 * no error beside the challenge where it brought no token (RFC 6750 §3.1).
 */
export function checkMembers(endpoint: ProgramEndpoint, answer: Answer): void {
  const { status, headers, text } = answer
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.equal(headers.get('content-type'), status === 204 ? null : 'application/json')
  const names = status === 204 ? [] : Object.keys(JSON.parse(text)).filter(isNotLocalized)
  if (status >= 400)
    assert.deepEqual(sorted(names), isBareChallenge(answer) ? (NEEDED[endpoint] ?? []) : REFUSED)
  else if (status !== 204) checkGood(PROGRAM[endpoint], status, names)
}

/** Dynamic Registration §2.1. */
const isNotLocalized = (name: string) => !/^[a-z_]+#[\w-]+$/.test(name)

const isBareChallenge = ({ status, headers }: Answer) =>
  status === 401 && /^Bearer realm="[^"]*"$/.test(headers.get('www-authenticate') ?? '')

function checkGood({ status: good, all, may }: Members, status: number, names: readonly string[]) {
  assert.equal(status, good)
  assert.deepEqual(sorted(all.filter((name) => !names.includes(name))), [])
  assert.deepEqual(sorted(names.filter((name) => ![...all, ...may].includes(name))), [])
}
