import { base64url } from '@gryphon/protocol'
import type { Grant } from '../model/grant.ts'
import type { Seconds } from '../model/seconds.ts'
import type { Op } from '../op.ts'

/** The grant to come, and what the client must show to have it: all that an Authorization Code holds. */
export interface CodeContent {
  readonly grant: Grant
  /** Present when the Authorization Request named it: then the token request must too (RFC 6749 §4.1.3). */
  readonly redirect_uri?: string
  readonly code_challenge?: string
}

/** A code longer than this would be too much for a URL: then the store keeps what it holds, and the code is its reference. */
const LONGEST = 1536

/** An Authorization Code: a sealed value, no row. It is worth 256 bits and more: nobody guesses a sealed value. */
export async function issueCode(op: Op, content: CodeContent): Promise<string> {
  const expires_at = op.now() + op.lifetimes.code
  const code = op.keys.seal('code', content, expires_at)
  return code.length <= LONGEST ? code : issueReference(op, content, expires_at)
}

async function issueReference(op: Op, content: CodeContent, expires_at: Seconds): Promise<string> {
  const ref = base64url(op.random(24))
  const sealed = op.keys.seal('kept_grant', content, expires_at)
  await op.store.keepSealed(op.tenant.tenant_id, ref, sealed, expires_at + tokenLife(op))
  return op.keys.seal('code_reference', ref, expires_at)
}

/** What a reference stands for outlives the code, for as long as tokens of it may: a late replay must be known (PITFALLS 25). */
const tokenLife = ({ lifetimes }: Op): Seconds =>
  Math.max(lifetimes.access_token, lifetimes.front_channel_access_token)

/** What came of a presented code. An expired one is told apart, for it may have been used before. */
export type OpenedCode =
  | { readonly outcome: 'opened' | 'expired'; readonly content: CodeContent }
  | { readonly outcome: 'invalid' }

/** Opens a code of this tenant. */
export async function openCode(op: Op, code: string): Promise<OpenedCode> {
  const direct = op.keys.open('code', code)
  const opened = direct.outcome === 'invalid' ? await openReference(op, code) : direct
  return opened.outcome === 'invalid'
    ? opened
    : { outcome: opened.outcome, content: opened.value as CodeContent }
}

async function openReference(op: Op, code: string) {
  const reference = op.keys.open('code_reference', code)
  if (reference.outcome === 'invalid') return { outcome: 'invalid' } as const
  const sealed = await op.store.findSealed(op.tenant.tenant_id, String(reference.value), op.now())
  return sealed === undefined
    ? ({ outcome: 'invalid' } as const)
    : op.keys.open('kept_grant', sealed)
}
