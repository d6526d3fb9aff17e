import crypto, { type KeyObject } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { promisify } from 'node:util'

/**
 * Preloaded into tests that try mutants: RSA keys of 2048 bits, which take longer than most tests, are taken in turn from
 * those in `GRYPHON_QUICK_KEYS` (PEM, as JSON). Everything else is made as ever.
 */
const POOL = (JSON.parse(process.env.GRYPHON_QUICK_KEYS ?? '[]') as readonly string[]).map(
  (pem) => ({ privateKey: crypto.createPrivateKey(pem), publicKey: crypto.createPublicKey(pem) }),
)

interface Pair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

const make = promisify(crypto.generateKeyPair) as unknown as (
  type: string,
  options: { readonly modulusLength?: number },
) => Promise<Pair>

let taken = 0

const take: typeof make = async (type, options) => {
  const pooled = type === 'rsa' && options.modulusLength === 2048
  const pair = pooled ? POOL[taken++ % POOL.length] : undefined
  return pair ?? make(type, options)
}

Object.defineProperty(crypto.generateKeyPair, promisify.custom, { value: take })
syncBuiltinESMExports()
