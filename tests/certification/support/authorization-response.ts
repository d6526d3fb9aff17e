import assert from 'node:assert/strict'
import type { Landing } from './browser.ts'
import type { Flow } from './flow.ts'
import type { Request } from './request.ts'
import { asksFor, type Variant } from './variant.ts'

const defaultMode = ({ response_type }: Variant) =>
  response_type === 'code' ? 'query' : 'fragment'

const modeOf = (variant: Variant, { response_mode }: Request): Landing['where'] =>
  (response_mode as Landing['where'] | undefined) ?? defaultMode(variant)

/** Where the answer came: nothing in the query but what the registered address has, and all of that. */
export const checkWhere = ({ address, where, parameters }: Landing, redirect_uri: string) => {
  const registered = new URL(redirect_uri)
  assert.equal(address.origin + address.pathname, registered.origin + registered.pathname)
  const query = [...address.searchParams]
  for (const [name, value] of registered.searchParams)
    assert.ok(
      query.some((pair) => pair[0] === name && pair[1] === value),
      name,
    )
  if (where !== 'query') assert.equal(address.search, registered.search)
  assert.equal(new Set(parameters.keys()).size, [...parameters].length, 'each parameter once')
}

const ownParameters = ({ parameters, where }: Landing, redirect_uri: string) => {
  const registered = where === 'query' ? [...new URL(redirect_uri).searchParams.keys()] : []
  return [...parameters.keys()].filter((name) => !registered.includes(name))
}

const ALWAYS = ['state', 'iss', 'session_state']
const MEMBERS = {
  code: ['code'],
  id_token: ['id_token'],
  token: ['access_token', 'token_type', 'expires_in', 'scope'],
} as const

/** An Authorization Response that succeeds: in its place, with exactly what the response type has (Core §3.3.2.5). */
export const checkAuthorizationResponse = (
  { variant, provider }: Flow,
  landing: Landing,
  request: Request,
) => {
  const { parameters, where } = landing
  assert.equal(parameters.get('error'), null, String(parameters))
  assert.equal(where, modeOf(variant, request))
  checkWhere(landing, request.redirect_uri ?? '')
  assert.equal(parameters.get('state'), request.state ?? null)
  assert.equal(parameters.get('iss'), provider.issuer)
  const expected = (['code', 'id_token', 'token'] as const)
    .filter((artefact) => asksFor(variant, artefact))
    .flatMap((artefact) => [...MEMBERS[artefact]])
  for (const name of expected.filter((name) => name !== 'scope'))
    assert.ok(parameters.get(name), `${name} is missing`)
  const known: readonly string[] = [...ALWAYS, ...expected]
  assert.deepEqual(
    ownParameters(landing, request.redirect_uri ?? '').filter((name) => !known.includes(name)),
    [],
  )
}

const ERROR_MEMBERS = ['error', 'error_description', 'error_uri', ...ALWAYS]

/** RFC 6749 §4.1.2.1: printable ASCII without `"` and `\`, and no line breaks. */
const DESCRIPTION = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

/** An error that reaches the client: in the place of the answer, with the state, without code, and nothing else. */
export const checkError = (
  { provider }: Flow,
  landing: Landing,
  expected: {
    readonly request: Request
    readonly where: Landing['where']
    readonly errors: readonly string[]
  },
) => {
  const { parameters, where } = landing
  const { request, errors } = expected
  assert.ok(errors.includes(parameters.get('error') ?? ''), String(parameters))
  assert.equal(where, expected.where)
  checkWhere(landing, request.redirect_uri ?? '')
  assert.equal(parameters.get('state'), request.state ?? null)
  assert.equal(parameters.get('iss'), provider.issuer)
  assert.match(parameters.get('error_description') ?? '', DESCRIPTION)
  assert.deepEqual(
    ownParameters(landing, request.redirect_uri ?? '').filter(
      (name) => !ERROR_MEMBERS.includes(name),
    ),
    [],
  )
}

/** Where an answer to a request of this variant is to come, when nothing is said about the mode. */
export const whereOf = (variant: Variant): Landing['where'] =>
  variant.response_mode === 'default' ? defaultMode(variant) : variant.response_mode
