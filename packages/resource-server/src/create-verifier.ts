import type { AccessToken, Admission, Needs } from './access-token.ts'
import { checkConfig, insecureOf, issuersOf } from './check-config.ts'
import { type Binding, checkConfirmation } from './confirmation.ts'
import { createProofChecker } from './dpop/dpop.ts'
import { AccessError, type Scheme, sentBy } from './errors.ts'
import { createFetchText } from './fetch-json.ts'
import { createTrustedIssuer } from './issuer/trusted-issuer.ts'
import { checkNeedsMet } from './needs.ts'
import { PLATFORM } from './platform.ts'
import { type ApiRequest, apiRequestOf } from './request/api-request.ts'
import { type ChallengeSettings, refusalOf } from './request/challenge.ts'
import { type BearerMethod, type Credentials, findCredentials } from './request/credentials.ts'
import { type ResourceMetadataDocument, resourceMetadataDocument } from './resource-metadata.ts'
import { type TokenExpectation, verifyToken } from './token/verify-token.ts'
import { tokenInQuery, type Verifier, type VerifierConfig } from './verifier.ts'

/** Everything that a guard works with, made once. */
interface Guard {
  readonly expectation: TokenExpectation
  readonly binding: Binding
  readonly methods: readonly BearerMethod[]
  readonly schemes: readonly Scheme[]
}

const createGuard = (config: VerifierConfig): Guard => {
  const tools = { ...PLATFORM, ...config }
  const { fetch, timeout, now, clock_tolerance, random } = tools
  const fetchText = createFetchText({ fetch, timeout, insecure: insecureOf(config) })
  const means = { fetchText, now, random }
  const issuers = issuersOf(config).map((issuer) => createTrustedIssuer(issuer, means))
  const { dpop, mtls, bearer_methods = ['header'], frontChannel = 'accept' } = config
  return {
    expectation: { issuers, frontChannel, now, clock_tolerance },
    binding: { mtls, dpop: dpop === undefined ? undefined : createProofChecker(dpop, tools) },
    methods: [...bearer_methods, ...(config[tokenInQuery] === true ? ['query' as const] : [])],
    schemes: dpop === undefined ? ['Bearer'] : ['Bearer', 'DPoP'],
  }
}

const metadataOf = (config: VerifierConfig, { binding, methods }: Guard) =>
  config.resource_metadata === undefined
    ? undefined
    : resourceMetadataDocument(config.resource_metadata, {
        issuers: issuersOf(config).map(({ issuer }) => issuer),
        bearer_methods: methods,
        dpop_algorithms: binding.dpop?.algorithms,
        unbound_by_key: binding.dpop?.unbound,
        mtls: binding.mtls === undefined ? undefined : 'accepted',
      })

const settingsOf = (
  { realm }: VerifierConfig,
  { binding, schemes }: Guard,
  resource_metadata: string | undefined,
): ChallengeSettings => ({
  realm,
  schemes: binding.dpop?.unbound === 'refuse' ? ['DPoP'] : schemes,
  dpop_algorithms: binding.dpop?.algorithms ?? [],
  resource_metadata,
})

/** Callers without types. */
const checkLists = (needs: Needs | undefined): void => {
  for (const name of ['scope', 'acr_values'] as const)
    if (needs?.[name] !== undefined && !Array.isArray(needs[name]))
      throw new TypeError(`${name}: what a route needs is a list, as ['read']`)
}

const checkCanIntrospect = ({ expectation }: Guard, needs: Needs | undefined): void => {
  if (needs?.introspect !== true) return
  const deaf = expectation.issuers.find(({ introspect }) => introspect === undefined)
  if (deaf !== undefined)
    throw new TypeError(`introspect: ${deaf.config.issuer} is configured without introspection`)
}

/** A token that was sent, verified with everything that the request must show beside it. */
const admitCredentials = async (
  { expectation, binding }: Guard,
  { scheme, token }: Credentials,
  request: ApiRequest | undefined,
  needs: Needs,
): Promise<Admission> => {
  try {
    const verified = await verifyToken(token, needs, expectation)
    const presented = { request, scheme, token, claims: verified.claims }
    const nonce = await checkConfirmation(presented, binding)
    const { now, clock_tolerance } = expectation
    checkNeedsMet({ token: verified, needs, now: now(), clock_tolerance })
    return { token: verified, headers: nonce === undefined ? NO_HEADERS : { 'dpop-nonce': nonce } }
  } catch (error) {
    throw sentBy(scheme, error)
  }
}

/** Callers without types: a request of Node has other headers, and a variable may be empty. */
const requestOf = (source: Request | ApiRequest): ApiRequest => {
  if (typeof source === 'object' && source !== null) {
    if ('header' in source) return source
    if (typeof source.headers?.get === 'function') return apiRequestOf(source)
  }
  throw new TypeError(
    'verify and admit take a Web-standard Request, { method, url, header } or a token: for Node there are adapters',
  )
}

const NO_HEADERS: Readonly<Record<string, string>> = {}
const NO_NEEDS: Needs = {}

const withHeaders = (response: Response, headers: Readonly<Record<string, string>>): Response => {
  const names = Object.entries(headers)
  if (names.length === 0) return response
  const answer = new Response(response.body, response)
  for (const [name, value] of names) answer.headers.set(name, value)
  return answer
}

const answerMetadata = (metadata: ResourceMetadataDocument | undefined, { url }: Request) =>
  metadata !== undefined && new URL(url).pathname === metadata.path
    ? new Response(metadata.body, { headers: metadata.headers })
    : undefined

/**
 * The guard of one API: verifies access tokens with the issuer's own keys (RFC 9068), or by asking it (RFC 7662), and answers
 * what it refuses with the challenges of RFC 6750. Throws `TypeError` for a configuration that cannot work.
 *
 * @example
 * const api = createVerifier({ issuer: 'https://op.example.com', audience: 'https://api.example.com' })
 * export default { fetch: api.protect((request, token) => Response.json({ hello: token.sub }), { scope: ['read'] }) }
 */
export const createVerifier = (config: VerifierConfig): Verifier => {
  checkConfig(config)
  const guard = createGuard(config)
  const metadata = metadataOf(config, guard)
  const settings = settingsOf(config, guard, metadata?.url)
  const checkNeeds = (needs: Needs | undefined) => {
    checkLists(needs)
    checkCanIntrospect(guard, needs)
  }
  const admit = async (source: Request | ApiRequest, needs = NO_NEEDS): Promise<Admission> => {
    checkNeeds(needs)
    const request = requestOf(source)
    const credentials = await findCredentials(request, guard)
    return admitCredentials(guard, credentials, request, needs)
  }
  const verifyBare = async (token: string, needs = NO_NEEDS): Promise<AccessToken> => {
    checkNeeds(needs)
    const admission = await admitCredentials(guard, { scheme: 'Bearer', token }, undefined, needs)
    return admission.token
  }
  const refusal: Verifier['refusal'] = (error) => {
    if (error instanceof AccessError) config.log?.(error)
    return refusalOf(error, settings)
  }
  const refuse = (error: unknown) => {
    const { body, ...init } = refusal(error)
    return new Response(body, init)
  }
  return {
    admit,
    refuse,
    refusal,
    checkNeeds,
    metadata,
    answerMetadata: (request) => answerMetadata(metadata, request),
    verify: async (source, needs) =>
      typeof source === 'string' ? verifyBare(source, needs) : (await admit(source, needs)).token,
    protect: (handler, needs) => {
      checkNeeds(needs)
      return async (request, ...rest) => {
        const admitted = await admit(request, needs).catch(refuse)
        if (admitted instanceof Response) return admitted
        return withHeaders(await handler(request, admitted.token, ...rest), admitted.headers)
      }
    },
  }
}
