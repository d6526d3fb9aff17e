import { type CompactJWEHeaderParameters, compactDecrypt, decodeProtectedHeader } from 'jose'
import type { Check } from './check.ts'
import { asText, matches, type Rule } from './checks/rule.ts'
import { type Run, runRules } from './checks/run-rules.ts'
import { ClientError } from './errors.ts'
import type { Encryption, JwtProtection } from './jwt-protection.ts'
import type { ClientMetadata } from './metadata.ts'
import type { Party } from './party.ts'
import { type JwtKind, type VerifiedJwt, verifySignedJwt } from './signed-jwt.ts'

/** What was encrypted: a signed JWT, or plain JSON where only encryption is registered. */
export interface Decrypted {
  readonly jwt: string
  readonly checks: readonly Check[]
}

interface FormSubject {
  /** A signed JWT has three parts, an encrypted one five (RFC 7515 §3.1, RFC 7516 §3.1). */
  readonly parts: number
  readonly encryption: Encryption | undefined
}

interface HeaderSubject {
  readonly header: CompactJWEHeaderParameters
  readonly encryption: Encryption
}

type DecryptionKey = NonNullable<ClientMetadata['decryption_keys']>[number]

/** How many parts, without taking them apart. */
const partsOf = (jwt: string): number => {
  let parts = 1
  for (let dot = jwt.indexOf('.'); dot !== -1; dot = jwt.indexOf('.', dot + 1)) parts += 1
  return parts
}

/** What was registered is what comes: encrypted, or plain. */
const formRules = (section: string): readonly Rule<FormSubject>[] => [
  {
    check: 'encryption',
    section,
    examine: ({ parts, encryption }) => {
      const found = parts === 5 ? 'encrypted' : 'not encrypted'
      if (encryption === undefined)
        return parts === 5
          ? { outcome: 'failed', code: 'encryption_unexpected', found }
          : { outcome: 'absent' }
      const expected = `${encryption.alg}, ${encryption.enc}`
      return parts === 5
        ? { outcome: 'passed', expected, found }
        : { outcome: 'failed', code: 'encryption_missing', expected, found }
    },
  },
]

/** What is looked at before a private key is used (RFC 8725 §3.1, §3.2, §3.6). */
// biome-ignore format: a table
const HEADER_RULES: readonly Rule<HeaderSubject>[] = [
  { check: 'jwe_alg', section: 'RFC 7516 §4.1.1', examine: ({ header, encryption }) => matches('jwe_alg', { expected: encryption.alg, found: header.alg, presence: 'required' }) },
  { check: 'jwe_enc', section: 'RFC 7516 §4.1.2', examine: ({ header, encryption }) => matches('jwe_enc', { expected: encryption.enc, found: header.enc, presence: 'required' }) },
  { check: 'zip', section: 'RFC 8725 §3.6', examine: ({ header }) => header.zip === undefined ? { outcome: 'absent' } : { outcome: 'failed', code: 'zip_unsupported', found: asText(header.zip) } },
  { check: 'crit', section: 'RFC 7516 §4.1.13', examine: ({ header }) => header.crit === undefined ? { outcome: 'absent' } : { outcome: 'failed', code: 'crit_unsupported', found: asText(header.crit) } },
]

const malformed = (kind: JwtKind, run: Run, cause?: unknown) =>
  new ClientError(kind.malformed, `the ${kind.name} is no encrypted JWT`, {
    section: kind.section,
    source: run.source,
    checks: run.before,
    cause,
  })

const parseHeader = (kind: JwtKind, jwt: string, run: Run) => {
  try {
    return decodeProtectedHeader(jwt) as CompactJWEHeaderParameters
  } catch (error) {
    throw malformed(kind, run, error)
  }
}

/** The keys that the header may mean: that of its `kid`, or any that has none. */
const candidatesFor = (
  keys: readonly DecryptionKey[],
  { kid }: CompactJWEHeaderParameters,
): readonly DecryptionKey[] =>
  keys.filter(
    (key) => kid === undefined || !('kty' in key) || key.kid === undefined || key.kid === kid,
  )

const tryToDecrypt = async (jwt: string, key: DecryptionKey, { alg, enc }: Encryption) => {
  try {
    const { plaintext } = await compactDecrypt(jwt, key, {
      keyManagementAlgorithms: [alg],
      contentEncryptionAlgorithms: [enc],
      maxDecompressedLength: 0,
    })
    return new TextDecoder().decode(plaintext)
  } catch {
    return undefined
  }
}

/** Why it did not work stays untold: whoever made the JWT could learn from it. */
const DECRYPTION = { check: 'decryption', section: 'RFC 7516 §5.2' } as const

/** Takes what was encrypted for this client out of its JWE. Throws `ClientError`. */
export const decryptJwt = async (
  keys: readonly DecryptionKey[],
  { jwt, encryption }: { readonly jwt: string; readonly encryption: Encryption },
  kind: JwtKind,
  run: Run,
): Promise<Decrypted> => {
  const header = parseHeader(kind, jwt, run)
  const before = runRules(HEADER_RULES, { header, encryption }, run)
  const values = { source: run.source, found: `kid ${asText(header.kid) ?? 'absent'}` }
  for (const key of candidatesFor(keys, header)) {
    const signed = await tryToDecrypt(jwt, key, encryption)
    if (signed !== undefined)
      return {
        jwt: signed,
        checks: [...before, { ...DECRYPTION, ...values, outcome: 'passed' }],
      }
  }
  throw new ClientError('decryption_failed', `the ${kind.name} cannot be decrypted`, {
    ...DECRYPTION,
    ...values,
    checks: [...before, { ...DECRYPTION, ...values, outcome: 'failed' }],
  })
}

/**
 * Opens a JWT that is registered to come so: decrypted first where it is a Nested JWT (RFC 7519 §2), its signature always
 * verified. Throws `ClientError` with the checks made until then.
 */
export const openJwt = async (
  party: Pick<Party, 'keys' | 'client'>,
  kind: JwtKind,
  { jwt, protection }: { readonly jwt: string; readonly protection: JwtProtection },
  run: Run,
): Promise<VerifiedJwt> => {
  const { alg, encryption } = protection
  const rules = formRules(kind.encryption_section ?? kind.section)
  const before = runRules(rules, { parts: partsOf(jwt), encryption }, run)
  if (encryption === undefined)
    return verifySignedJwt(party, kind, { jwt, alg }, { ...run, before })
  const keys = party.client.decryption_keys ?? []
  const decrypted = await decryptJwt(keys, { jwt, encryption }, kind, { ...run, before })
  const signed = { jwt: decrypted.jwt, alg }
  return verifySignedJwt(party, kind, signed, { ...run, before: decrypted.checks })
}
