import { readFileSync } from 'node:fs'
import { CLIENT_AUTHENTICATION_METHODS } from '@gryphon/protocol'
import {
  CLIENT_METADATA_NAMES,
  type ClientMetadata,
  InvalidMetadataError,
  InvalidValueError,
  type MetadataProblem,
  SettingError,
} from '@gryphon/provider'
import type { Options, OptionValues } from '../command/command.ts'
import type { World } from '../command/world.ts'
import { didYouMean } from '../suggest.ts'

/** The options of `client add`. Each is a metadata name of Dynamic Registration §2 where there is one, said in short. */
export const CLIENT_OPTIONS = {
  'redirect-uri': {
    type: 'list',
    value: 'URI',
    meaning: 'Where answers go; compared exactly (needed, unless in --metadata)',
  },
  name: { type: 'text', value: 'NAME', meaning: 'The name that people read' },
  'response-type': {
    type: 'list',
    value: 'TYPE',
    meaning: "A response_type it may ask for, as 'code id_token' (default: code)",
  },
  'response-mode': {
    type: 'list',
    value: 'MODE',
    meaning: 'A response_mode it may ask for (default: all)',
  },
  scope: { type: 'text', value: 'SCOPES', meaning: 'Scopes it may ask for, in one text' },
  'auth-method': {
    type: 'text',
    value: 'METHOD',
    meaning: `How it authenticates: ${CLIENT_AUTHENTICATION_METHODS.join(', ')} (default: client_secret_basic)`,
  },
  jwks: {
    type: 'text',
    value: 'FILE',
    meaning: 'JSON file with its public keys, for private_key_jwt',
  },
  'jwks-uri': { type: 'text', value: 'URL', meaning: 'Or the address of its public keys' },
  'id-token-alg': { type: 'text', value: 'ALG', meaning: 'What its ID Tokens are signed with' },
  'require-pkce': { type: 'flag', meaning: 'Every code must be bound by a code challenge' },
  trusted: { type: 'flag', meaning: 'It is our own: people are not asked for consent' },
  'client-id': { type: 'text', value: 'ID', meaning: 'Its client_id (default: a random one)' },
  'client-uri': { type: 'text', value: 'URL', meaning: 'Its home page' },
  'logo-uri': { type: 'text', value: 'URL', meaning: 'Its logo' },
  metadata: {
    type: 'text',
    value: 'FILE',
    meaning:
      'JSON file with its metadata, by their names in Dynamic Registration; - for standard input. All of them, by kind of client: docs/clients.md',
  },
} as const satisfies Options

const { 'redirect-uri': REDIRECT_URI, 'client-id': _, ...OTHER_OPTIONS } = CLIENT_OPTIONS

/** The options of `client update`: the same, without the name that stays. */
export const CLIENT_CHANGES = {
  'redirect-uri': { ...REDIRECT_URI, meaning: 'Where answers go; compared exactly' },
  ...OTHER_OPTIONS,
} as const satisfies Options

/** What a client that is shown tells of itself beside its metadata; so that what is shown can be given back. */
const TOLD_BESIDE: readonly string[] = ['created_at', 'dynamic', 'sector_identifier']

/** Names are checked here, where a slip of the hand is likely; the provider checks what each value is, and what they mean together. */
const checkNames = (given: Readonly<Record<string, unknown>>): Partial<ClientMetadata> => {
  const isKnown = (name: string) =>
    TOLD_BESIDE.includes(name) || CLIENT_METADATA_NAMES.includes(name.split('#')[0] ?? '')
  const unknown = Object.keys(given).filter((name) => !isKnown(name))
  refuseMetadata(
    unknown.map((name) => ({
      name,
      sentence: `${name}: there is no such metadata${didYouMean(name, CLIENT_METADATA_NAMES)}`,
    })),
  )
  return Object.fromEntries(
    Object.entries(given).filter(([name]) => !TOLD_BESIDE.includes(name)),
  ) as Partial<ClientMetadata>
}

const readText = async (path: string, setting: string, { readInput }: World): Promise<string> => {
  if (path === '-') return readInput()
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new SettingError(setting, `${path} cannot be read (${(error as Error).message})`)
  }
}

/** A JSON object of a file. What is wrong is told with the file and the place in it. */
const readJson = async (
  path: string,
  setting: string,
  world: World,
): Promise<Readonly<Record<string, unknown>>> => {
  const text = await readText(path, setting, world)
  const file = path === '-' ? 'standard input' : path
  const value = parseJson(
    text,
    (why) => new InvalidValueError(setting, `${file} is not JSON: ${why}`),
  )
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>
  throw new InvalidValueError(setting, `${file}: expected a JSON object`)
}

const parseJson = (text: string, refusal: (why: string) => Error): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw refusal(error instanceof Error ? error.message : String(error))
  }
}

const present = (object: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))

/** A comma may be in a scope (RFC 6749 §3.3), but hardly ever is: in one text it is where a space was meant. */
const checkScope = <T extends Readonly<Record<string, unknown>>>(given: T): T => {
  const { scope } = given
  if (typeof scope === 'string' && scope.includes(','))
    throw new InvalidValueError(
      'scope',
      `scopes are separated by spaces, without commas: "${scope.replace(/,\s*/g, ' ').trim()}"; one that has a comma can be in a list, in --metadata`,
    )
  return given
}

type Given = OptionValues<typeof CLIENT_CHANGES> & { readonly 'client-id'?: string | undefined }

/** Which metadata an option says. */
// biome-ignore format: a table
const METADATA_OF: Readonly<Record<Exclude<keyof typeof CLIENT_OPTIONS, 'metadata'>, string>> = {
  'redirect-uri':  'redirect_uris',
  name:            'client_name',
  'response-type': 'response_types',
  'response-mode': 'response_modes',
  scope:           'scope',
  'auth-method':   'token_endpoint_auth_method',
  jwks:            'jwks',
  'jwks-uri':      'jwks_uri',
  'id-token-alg':  'id_token_signed_response_alg',
  'require-pkce':  'require_pkce',
  trusted:         'trusted',
  'client-id':     'client_id',
  'client-uri':    'client_uri',
  'logo-uri':      'logo_uri',
}

const OPTIONS = Object.entries(METADATA_OF) as readonly (readonly [
  keyof typeof METADATA_OF,
  string,
])[]

/** What was said by an option; `undefined` where it was not. */
const said = (value: Given[keyof Given]) =>
  Array.isArray(value) && value.length === 0 ? undefined : value || undefined

/** One or all problems, a line each. */
function refuseMetadata(problems: readonly { readonly name: string; readonly sentence: string }[]) {
  const [first, second] = problems
  if (first === undefined) return
  if (second === undefined) throw new InvalidValueError(first.name, first.sentence)
  const lines = problems.map(({ sentence }) => `\n  ${sentence}`).join('')
  throw new InvalidValueError('metadata', `metadata of this client cannot be:${lines}`)
}

const foundIn = ({ found, words = [] }: MetadataProblem): string =>
  found === undefined
    ? ''
    : `, found ${JSON.stringify(found)}${typeof found === 'string' ? didYouMean(found, words) : ''}`

/** Gives metadata to the provider; what is wrong with them is told by the options that said them. Throws `InvalidValueError`. */
export async function givingMetadata<T>(options: Given, give: () => Promise<T>): Promise<T> {
  try {
    return await give()
  } catch (error) {
    if (!(error instanceof InvalidMetadataError)) throw error
    refuseMetadata(
      error.problems.map((one) => {
        const [option] = OPTIONS.find(([, metadata]) => metadata === one.metadata) ?? []
        const isTyped = option !== undefined && said(options[option]) !== undefined
        const name = isTyped ? `--${option}` : one.metadata
        return { name, sentence: `${name} ${one.problem}${foundIn(one)}` }
      }),
    )
    throw error
  }
}

/** The metadata that were given of a client: of the file, and of the options, which go first. Throws `SettingError`. */
export const readClientMetadata = async (
  options: Given,
  world: World,
): Promise<Partial<ClientMetadata>> => {
  const { metadata, jwks } = options
  const file = metadata === undefined ? {} : await readJson(metadata, 'metadata', world)
  const typed = {
    ...Object.fromEntries(OPTIONS.map(([option, name]) => [name, said(options[option])])),
    jwks: jwks === undefined ? undefined : await readJson(jwks, 'jwks', world),
  }
  return checkNames(checkScope({ ...file, ...present(typed) }))
}
