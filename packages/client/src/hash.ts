import { type DigestName, digestOf, leftHalf, type SigningAlgorithm } from '@gryphon/protocol'

/** The digest of a text, in base64url; only where the runtime makes it at once. */
type DigestAtOnce = (value: string) => string

/**
 * What Node, Deno and Bun have for it. WebCrypto costs a thread's attention for each digest; nothing is imported for this
 * one, so that browsers can load it too.
 */
const hash = globalThis.process?.getBuiltinModule?.('node:crypto')?.hash

const AT_ONCE: Readonly<Record<DigestName, DigestAtOnce>> | undefined = hash && {
  'SHA-256': (value) => hash('sha256', value, 'base64url'),
  'SHA-384': (value) => hash('sha384', value, 'base64url'),
  'SHA-512': (value) => hash('sha512', value, 'base64url'),
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** How many characters the left half fills, and what remains of the one that it ends in (RFC 4648 §4). */
const HALVES: Readonly<Record<DigestName, { readonly characters: number; readonly rest: number }>> =
  {
    'SHA-256': { characters: 21, rest: 0b110000 },
    'SHA-384': { characters: 32, rest: 0 },
    'SHA-512': { characters: 42, rest: 0b111100 },
  }

const leftHalfOfText = (name: DigestName, digest: string): string => {
  const { characters, rest } = HALVES[name]
  const half = digest.slice(0, characters)
  return rest === 0
    ? half
    : half + ALPHABET.charAt(ALPHABET.indexOf(digest.charAt(characters)) & rest)
}

const UTF8 = new TextEncoder()

/** The same as `hashOf`, by WebCrypto alone. */
export const hashByWebCrypto = async (alg: SigningAlgorithm, value: string): Promise<string> =>
  leftHalf(new Uint8Array(await crypto.subtle.digest(digestOf(alg), UTF8.encode(value))))

/**
 * The `c_hash`, `at_hash` or `s_hash` of a value in an ID Token signed with `alg` (Core §3.3.2.11).
 */
export const hashOf = (alg: SigningAlgorithm, value: string): string | Promise<string> => {
  const name = digestOf(alg)
  return AT_ONCE === undefined
    ? hashByWebCrypto(alg, value)
    : leftHalfOfText(name, AT_ONCE[name](value))
}
