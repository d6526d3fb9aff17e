import {
  carriesCredential,
  isHmacAlgorithm,
  requiredGrantTypes,
  takesCodeChallenge,
} from '@gryphon/protocol'
import {
  isAtHostOf,
  isLoopbackHost,
  ownedHostOf,
  placeOf,
  whyNotRedirectUri,
} from '../model/redirect-uri.ts'
import type { Described } from './defaults.ts'
import { MetadataError, refuseFor } from './metadata-error.ts'
import type { Registrar } from './registrar.ts'

/** A rule about what metadata mean together: `problem` goes on from the name. */
interface Rule {
  readonly metadata: keyof Described
  readonly problem: string
  readonly section: string
  readonly isBroken: (client: Described, registrar: Registrar) => boolean
}

const hasKeys = ({ jwks, jwks_uri }: Described) => jwks !== undefined || jwks_uri !== undefined

/** Whether something that needs no redemption comes to the redirect_uri: the Implicit Grant, and the Hybrid Flow's part of it. */
const usesImplicit = ({ response_types }: Described) => response_types.some(carriesCredential)

const everyUri = ({ redirect_uris }: Described, isGood: (url: URL) => boolean) =>
  redirect_uris.every((uri) => {
    const url = URL.parse(uri)
    return url !== null && isGood(url)
  })

const isLoopback = ({ protocol, hostname }: URL) => protocol === 'http:' && isLoopbackHost(hostname)

const isWebRedirectUri = (url: URL) => url.protocol === 'https:' || isLoopback(url)
const isNativeRedirectUri = (url: URL) => !/^https?:$/.test(url.protocol) || isLoopback(url)
const isSafeForImplicit = ({ protocol, hostname }: URL) =>
  protocol === 'https:' && hostname !== 'localhost'

/** Whether every redirect URI is in the name of the same host, or each in nobody's (Core §8.1). */
const hasOneHost = ({ redirect_uris }: Described) =>
  new Set(redirect_uris.map(ownedHostOf)).size === 1

/** Whether people are led to one place only; beside it a native app may listen on this machine, at any port (RFC 8252 §7.3). */
const leadsToOneHost = ({ redirect_uris, application_type }: Described) => {
  const away = redirect_uris.filter(
    (uri) => application_type !== 'native' || !isLoopback(new URL(uri)),
  )
  return new Set(away.map(placeOf)).size <= 1
}

const hostsOf = (uris: readonly string[]) => uris.map((uri) => URL.parse(uri)?.hostname)

const GRANT_TYPES_OF_METHOD_NONE = ['authorization_code', 'implicit', 'refresh_token']

const REDIRECT_RULES: readonly Rule[] = [
  {
    metadata: 'redirect_uris',
    problem: 'must have at least one URI',
    section: 'Dynamic Registration §2',
    isBroken: ({ redirect_uris, response_types }) =>
      response_types.length > 0 && redirect_uris.length === 0,
  },
  {
    metadata: 'redirect_uris',
    problem: 'must have each URI once',
    section: 'Dynamic Registration §2',
    isBroken: ({ redirect_uris }) => new Set(redirect_uris).size < redirect_uris.length,
  },
  {
    metadata: 'redirect_uris',
    problem:
      'of a web application must be https (http for this machine only, without the implicit grant); a native one has application_type native',
    section: 'Dynamic Registration §2',
    isBroken: (client) => client.application_type === 'web' && !everyUri(client, isWebRedirectUri),
  },
  {
    metadata: 'redirect_uris',
    problem: 'of a web application with the implicit grant must be https, and not at localhost',
    section: 'Dynamic Registration §2',
    isBroken: (client, { allows_loopback }) =>
      client.application_type === 'web' &&
      usesImplicit(client) &&
      !allows_loopback &&
      !everyUri(client, isSafeForImplicit),
  },
  {
    metadata: 'redirect_uris',
    problem:
      'of a native application must have a scheme of its own, or be http at a loopback address',
    section: 'Dynamic Registration §2',
    isBroken: (client) =>
      client.application_type === 'native' && !everyUri(client, isNativeRedirectUri),
  },
  {
    metadata: 'redirect_uris',
    problem:
      'of a client that registers itself must lead to one host: what people allow it, they allow it there',
    section: 'RFC 7591 §5',
    isBroken: (client, { leads_to }) => leads_to === 'one_host' && !leadsToOneHost(client),
  },
]

const GRANT_RULES: readonly Rule[] = [
  {
    metadata: 'response_types',
    problem: 'has one that is not supported here',
    section: 'Dynamic Registration §2',
    isBroken: ({ response_types }, registrar) =>
      !response_types.every((type) => registrar.response_types.includes(type)),
  },
  {
    metadata: 'grant_types',
    problem: 'has one that is not supported here',
    section: 'RFC 7591 §2',
    isBroken: ({ grant_types }, registrar) =>
      !grant_types.every((type) => registrar.grant_types.includes(type)),
  },
  {
    metadata: 'grant_types',
    problem: 'must have authorization_code for response types with a code',
    section: 'RFC 7591 §2.1',
    isBroken: ({ grant_types, response_types }) =>
      response_types.some(takesCodeChallenge) && !grant_types.includes('authorization_code'),
  },
  {
    metadata: 'grant_types',
    problem: 'must have implicit for response types without a code',
    section: 'RFC 7591 §2.1',
    isBroken: ({ grant_types, response_types }) =>
      response_types
        .filter((type) => !takesCodeChallenge(type))
        .flatMap(requiredGrantTypes)
        .some((type) => !grant_types.includes(type)),
  },
  {
    metadata: 'grant_types',
    problem: 'must have something',
    section: 'RFC 7591 §2.1',
    isBroken: ({ grant_types, response_types }) =>
      grant_types.length === 0 && response_types.length === 0,
  },
  {
    metadata: 'token_endpoint_auth_method',
    problem: 'none proves nothing, which its grant_types need',
    section: 'RFC 6749 §4.4',
    isBroken: ({ token_endpoint_auth_method, grant_types }) =>
      token_endpoint_auth_method === 'none' &&
      !grant_types.every((type) => GRANT_TYPES_OF_METHOD_NONE.includes(type)),
  },
  {
    metadata: 'scope',
    problem: 'has nothing that is known here',
    section: 'RFC 7591 §2',
    isBroken: ({ scope, response_types }) => scope.length === 0 && response_types.length > 0,
  },
]

const KEY_RULES: readonly Rule[] = [
  {
    metadata: 'jwks',
    problem: 'and jwks_uri may not be given both',
    section: 'Dynamic Registration §2',
    isBroken: ({ jwks, jwks_uri }) => jwks !== undefined && jwks_uri !== undefined,
  },
  {
    metadata: 'jwks',
    problem: 'or jwks_uri must be given for private_key_jwt',
    section: 'Core §9',
    isBroken: (client) =>
      client.token_endpoint_auth_method === 'private_key_jwt' && !hasKeys(client),
  },
  {
    metadata: 'jwks',
    problem: 'or jwks_uri must be given for signed request objects',
    section: 'RFC 9101 §10.5',
    isBroken: (client) => client.require_signed_request_object === true && !hasKeys(client),
  },
  {
    metadata: 'token_endpoint_auth_signing_alg',
    problem: 'must be HS256, HS384 or HS512 for client_secret_jwt',
    section: 'Core §9',
    isBroken: ({ token_endpoint_auth_method, token_endpoint_auth_signing_alg: alg }) =>
      token_endpoint_auth_method === 'client_secret_jwt' &&
      alg !== undefined &&
      !isHmacAlgorithm(alg),
  },
  {
    metadata: 'token_endpoint_auth_signing_alg',
    problem: 'must be one of a key pair for private_key_jwt',
    section: 'Core §9',
    isBroken: ({ token_endpoint_auth_method, token_endpoint_auth_signing_alg: alg }) =>
      token_endpoint_auth_method === 'private_key_jwt' && isHmacAlgorithm(alg),
  },
]

const OTHER_RULES: readonly Rule[] = [
  {
    metadata: 'sector_identifier_uri',
    problem: 'must be given for pairwise subjects where redirect_uris have not one host',
    section: 'Core §8.1',
    isBroken: (client) =>
      client.subject_type === 'pairwise' &&
      client.sector_identifier_uri === undefined &&
      !hasOneHost(client),
  },
  {
    metadata: 'post_logout_redirect_uris',
    problem: 'has one that cannot be redirected to',
    section: 'RP-Initiated Logout §3.1',
    isBroken: ({ post_logout_redirect_uris = [] }) =>
      post_logout_redirect_uris.some((uri) => whyNotRedirectUri(uri) !== undefined),
  },
  {
    metadata: 'frontchannel_logout_uri',
    problem: 'must have the scheme, host and port of a redirect URI',
    section: 'Front-Channel Logout §2',
    isBroken: ({ frontchannel_logout_uri: uri, redirect_uris }) =>
      uri !== undefined &&
      !redirect_uris.some((one) => URL.parse(one)?.origin === URL.parse(uri)?.origin),
  },
  {
    metadata: 'backchannel_logout_uri',
    problem: 'must be at the host of redirect_uris, for it is told the sub and sid of the sector',
    section: 'Core §8.1',
    isBroken: ({ backchannel_logout_uri: uri, redirect_uris, subject_type }, { leads_to }) =>
      leads_to === 'one_host' &&
      subject_type === 'pairwise' &&
      uri !== undefined &&
      !hostsOf(redirect_uris).includes(URL.parse(uri)?.hostname),
  },
]

/** Metadata that lead a browser, or ourselves, somewhere. */
const LEADING = [
  'redirect_uris',
  'post_logout_redirect_uris',
  'frontchannel_logout_uri',
  'backchannel_logout_uri',
  'initiate_login_uri',
  'jwks_uri',
  'request_uris',
  'sector_identifier_uri',
] as const

/** A client of our own host would have our pages, keys and endpoints answer in its name. */
const OWN_ORIGIN_RULES = LEADING.map(
  (metadata): Rule => ({
    metadata,
    problem: 'may not be at this provider itself',
    section: 'RFC 9700 §4.11',
    isBroken: (client, { own_origin }) =>
      own_origin !== undefined &&
      [client[metadata] ?? []].flat().some((uri) => isAtHostOf(uri, own_origin)),
  }),
)

const RULES = [...OWN_ORIGIN_RULES, ...REDIRECT_RULES, ...GRANT_RULES, ...KEY_RULES, ...OTHER_RULES]

/** Checks what metadata mean together (Dynamic Registration §2, RFC 7591 §2.1). Throws `MetadataError`, with all that is wrong. */
export function checkRules(client: Described, registrar: Registrar): void {
  refuseFor(
    client.redirect_uris.flatMap((uri) => {
      const why = whyNotRedirectUri(uri)
      const problem = `cannot have ${uri.slice(0, 200)}: it ${why}`
      return why === undefined
        ? []
        : [new MetadataError('redirect_uris', problem, 'RFC 6749 §3.1.2')]
    }),
  )
  refuseFor(
    RULES.filter(({ isBroken }) => isBroken(client, registrar)).map(
      ({ metadata, problem, section }) => new MetadataError(metadata, problem, section),
    ),
  )
}
