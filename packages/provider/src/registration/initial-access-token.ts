import { base64url } from '@gryphon/protocol'
import type { Keyring } from '../keys/keyring.ts'
import type { Seconds } from '../model/seconds.ts'
import type { Op } from '../op.ts'

/** What an initial access token holds. */
interface Content {
  readonly id: string
  /** How many clients it can register; any number until it expires when absent. */
  readonly uses?: number
}

/** The most clients that a token with a number can be for: each use is claimed one by one. */
export const MOST_USES = 100

/**
 * A new initial access token (RFC 7591 §1.2): a sealed value. No row is kept of it, so it cannot be listed, nor taken back
 * before it expires; what is counted are its uses.
 */
export const sealInitialAccessToken = (
  keys: Pick<Keyring, 'seal'>,
  { uses, random }: { readonly uses?: number; readonly random: (octets: number) => Uint8Array },
  expires_at: Seconds,
): string => {
  const content: Content = { id: base64url(random(16)), ...(uses === undefined ? {} : { uses }) }
  return keys.seal('initial_access_token', content, expires_at)
}

/** Leave to register one client. */
export interface Leave {
  /** Whether there seems to be one left: asked before any work is done, and binds nobody. */
  readonly isLeft: () => Promise<boolean>
  /** Claims it, and tells whether there was one left: the one step that decides. */
  readonly use: () => Promise<boolean>
}

/** What an initial access token allows; `undefined` for anything that is none, or has expired. */
export function openInitialAccessToken(op: Op, token: string): Leave | undefined {
  const opened = op.keys.open('initial_access_token', token)
  if (opened.outcome !== 'opened') return undefined
  // What was opened is what was sealed above.
  const { id, uses } = opened.value as Content
  if (uses === undefined) return { isLeft: async () => true, use: async () => true }
  return {
    // They are claimed in order, so the last one tells of all.
    isLeft: async () => (await findUse(op, keyOf(id, uses - 1))) === 'free',
    use: () => claimUse(op, id, uses, opened.expires_at),
  }
}

const keyOf = (id: string, turn: number) => `initial_access_token ${id} ${turn}`

const findUse = ({ store, tenant, now }: Op, key: string) =>
  store.findClaim(tenant.tenant_id, key, now())

async function claimUse(op: Op, id: string, uses: number, expires_at: Seconds): Promise<boolean> {
  const { store, tenant } = op
  for (let turn = 0; turn < uses; turn += 1) {
    const key = keyOf(id, turn)
    if ((await store.claimOnce(tenant.tenant_id, key, op.now(), expires_at)) === 'first')
      return true
  }
  return false
}
