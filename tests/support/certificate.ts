import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** A self-signed certificate with its key, in PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

type Bytes = Buffer<ArrayBuffer>

/** DER (X.690 §8.1): tag, length, content. */
const der = (tag: number, ...parts: readonly Uint8Array[]): Bytes => {
  const content = Buffer.concat(parts)
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content])
  const digits = length < 0x100 ? [length] : [length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, 0x80 | digits.length, ...digits), content])
}

const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts)
const set = (...parts: readonly Uint8Array[]) => der(0x31, ...parts)
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const integer = (bytes: Uint8Array) => der(0x02, bytes)
const bits = (bytes: Uint8Array) => der(0x03, Buffer.of(0), bytes)
const octets = (bytes: Uint8Array) => der(0x04, bytes)
const utcTime = (date: Date) =>
  der(
    0x17,
    Buffer.from(
      `${date
        .toISOString()
        .replace(/[-:T]|\.\d+/g, '')
        .slice(2)}`,
    ),
  )

const SHA256_WITH_RSA = sequence(oid('2a864886f70d01010b'), der(0x05))
const COMMON_NAME = oid('550403')
const SUBJECT_ALT_NAME = oid('551d11')
const BASIC_CONSTRAINTS = oid('551d13')

const name = (text: string) => sequence(set(sequence(COMMON_NAME, der(0x0c, Buffer.from(text)))))

/** RFC 5280 §4.2.1.6 (names), §4.2.1.9 (an authority: itself). */
const extensions = () => {
  const names = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.of(127, 0, 0, 1)))
  const authority = sequence(der(0x01, Buffer.of(0xff)))
  return der(
    0xa3,
    sequence(
      sequence(BASIC_CONSTRAINTS, der(0x01, Buffer.of(0xff)), octets(authority)),
      sequence(SUBJECT_ALT_NAME, octets(names)),
    ),
  )
}

const HOUR = 3_600_000

const describe = (publicKey: KeyObject, common_name: string, now: Date) =>
  sequence(
    der(0xa0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(0x40), randomBytes(15)])),
    SHA256_WITH_RSA,
    name(common_name),
    sequence(utcTime(new Date(+now - HOUR)), utcTime(new Date(+now + 24 * HOUR))),
    name(common_name),
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions(),
  )

const pem = (bytes: Uint8Array) =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(bytes).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`

/** Makes an RSA certificate of localhost that signs itself and is good for a day (RFC 5280 §4.1). */
export const selfSigned = (common_name: string, now = new Date()): Certificate => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const described = describe(publicKey, common_name, now)
  const signature = sign('sha256', described, privateKey)
  return {
    cert: pem(sequence(described, SHA256_WITH_RSA, bits(signature))),
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  }
}
