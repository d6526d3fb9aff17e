import { isSigningAlgorithm } from '@gryphon/protocol'
import { checkSecure } from './fetch-json.ts'
import { type IssuerConfig, noAudience } from './issuer/issuer-config.ts'
import { allowInsecure, type VerifierConfig } from './verifier.ts'

const fault = (what: string) => new TypeError(`createVerifier: ${what}`)

/** Whether `http` on this machine is good enough. */
export const insecureOf = (config: VerifierConfig): 'allowed' | 'refused' =>
  config[allowInsecure] === true ? 'allowed' : 'refused'

/** The issuers of a configuration; of a short one, the only one. */
export const issuersOf = (config: VerifierConfig): readonly IssuerConfig[] =>
  'issuers' in config ? config.issuers : [config]

const isText = (value: unknown) => typeof value === 'string' && value !== ''

/** Callers without types: an audience that is not there would match a token that has none. */
const checkNamed = (config: IssuerConfig): void => {
  const { issuer, audience } = config
  if (!isText(issuer)) throw fault('issuer must be a text that is not empty')
  if (config[noAudience] === true && audience === undefined) return
  if (config[noAudience] === true)
    throw fault('an audience beside [noAudience] would not be looked at: leave out one of them')
  const audiences = [audience].flat()
  if (audiences.length === 0 || !audiences.every(isText))
    throw fault('audience must be a text that is not empty')
}

const checkAlgorithms = (algorithms: readonly string[] | undefined): void => {
  const stranger = algorithms?.find((alg) => !isSigningAlgorithm(alg))
  if (stranger !== undefined || algorithms?.length === 0)
    throw fault(`${stranger ?? 'no algorithm'} is no asymmetric algorithm that Gryphon knows`)
}

/** Callers without types: another word would let in what was meant to be kept out. */
const checkWords = (config: VerifierConfig): void => {
  const words = {
    frontChannel: config.frontChannel,
    'dpop.unbound': config.dpop?.unbound,
    'mtls.unbound': config.mtls?.unbound,
  }
  for (const [name, word] of Object.entries(words))
    if (word !== undefined && word !== 'accept' && word !== 'refuse')
      throw fault(`${name} must be accept or refuse`)
}

const checkSecureUrl = (url: string, name: string, insecure: 'allowed' | 'refused') => {
  if (!URL.canParse(url)) throw fault(`${name} must be a URL: found ${url}`)
  checkSecure(url, insecure)
}

const checkUrls = (config: VerifierConfig, issuer: IssuerConfig): void => {
  const insecure = insecureOf(config)
  const { jwks_uri } = issuer
  if (jwks_uri === undefined) checkSecureUrl(issuer.issuer, 'issuer', insecure)
  else checkSecureUrl(jwks_uri, 'jwks_uri', insecure)
  const { introspection_endpoint } = issuer.introspection ?? {}
  if (introspection_endpoint !== undefined)
    checkSecureUrl(introspection_endpoint, 'introspection_endpoint', insecure)
}

const checkDistinct = (issuers: readonly IssuerConfig[]): void => {
  if (issuers.length === 0) throw fault('an issuer must be named')
  if (new Set(issuers.map(({ issuer }) => issuer)).size < issuers.length)
    throw fault('an issuer is named twice')
  const takesOpaque = issuers.filter(
    ({ introspection }) => introspection !== undefined && introspection.opaque !== 'refuse',
  )
  if (takesOpaque.length > 1)
    throw fault(
      "nobody can tell whose an opaque token is: set introspection.opaque to 'refuse' for all issuers but one",
    )
}

/** Callers without types: with neither, the issuer would refuse every question. */
const checkIntrospection = ({ introspection }: IssuerConfig): void => {
  if (introspection === undefined) return
  const { client_id, client_secret, private_key } = introspection as Readonly<
    Record<string, unknown>
  >
  if (!isText(client_id)) throw fault('introspection.client_id must be a text that is not empty')
  if (!isText(client_secret) && typeof private_key !== 'object')
    throw fault('introspection needs client_secret or private_key')
}

const METHODS: readonly string[] = ['header', 'body']

const checkMethods = ({ bearer_methods = [] }: VerifierConfig): void => {
  const stranger = bearer_methods.find((method) => !METHODS.includes(method))
  if (stranger !== undefined)
    throw fault(`bearer_methods has ${stranger}: header and body there are, and [tokenInQuery]`)
}

/** RFC 9728 §1.2: an identifier of a resource has no fragment. */
const checkResource = ({ resource_metadata }: VerifierConfig): void => {
  if (resource_metadata === undefined) return
  const { resource } = resource_metadata
  if (!URL.canParse(resource) || resource.includes('#'))
    throw fault('resource_metadata.resource must be a whole URL without a fragment')
}

/** What cannot ever work, or not safely, is told at once. Throws `TypeError`. */
export const checkConfig = (config: VerifierConfig): void => {
  const issuers = issuersOf(config)
  checkDistinct(issuers)
  for (const issuer of issuers) {
    checkNamed(issuer)
    checkAlgorithms(issuer.algorithms)
    checkUrls(config, issuer)
    checkIntrospection(issuer)
  }
  checkWords(config)
  checkMethods(config)
  checkResource(config)
  checkAlgorithms(config.dpop?.algorithms)
  if (config.dpop !== undefined && !URL.canParse(config.dpop.base_url))
    throw fault('dpop.base_url must be the URL of the API as its clients see it')
  if ((config.dpop?.nonce?.secret?.length ?? 32) < 32)
    throw fault('dpop.nonce.secret must have 32 octets')
}
