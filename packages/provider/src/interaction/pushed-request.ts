import { AuthorizationError, base64url } from '@gryphon/protocol'
import { isKnownParameter } from '../authorization/limits.ts'
import type { Client } from '../model/client.ts'
import { type Parameters, parametersOf } from '../model/parameters.ts'
import type { Op } from '../op.ts'

const PREFIX = 'urn:ietf:params:oauth:request_uri:'

interface PushedRequest {
  readonly client_id: string
  readonly parameters: readonly (readonly [string, string])[]
  readonly signed: boolean
}

/** Whether a request_uri is one of ours (RFC 9126 §2.2). */
export const isPushedRequestUri = (request_uri: string): boolean => request_uri.startsWith(PREFIX)

/** Keeps a checked request, sealed, under a reference that is worth 192 bits (RFC 9126 §7.1), and tells its request_uri. */
export async function pushRequest(
  op: Op,
  { client_id }: Client,
  parameters: Parameters,
  signed: boolean,
): Promise<string> {
  const ref = base64url(op.random(24))
  const expires_at = op.now() + op.lifetimes.pushed_request
  const pushed: PushedRequest = {
    client_id,
    parameters: [...parameters].filter(([name]) => isKnownParameter(name)),
    signed,
  }
  const sealed = op.keys.seal('pushed_request', pushed, expires_at)
  await op.store.keepSealed(op.tenant.tenant_id, ref, sealed, expires_at)
  return PREFIX + ref
}

const refuse = (description: string) =>
  new AuthorizationError('invalid_request_uri', description, 'RFC 9126 §4')

/** Whether a pushed request is used up, or only looked at (to explain it). */
export type Use = 'once' | 'look'

/** The request that this client pushed, once (RFC 9126 §7.3). Throws for any other. */
export async function findPushedRequest(
  op: Op,
  { client_id }: Client,
  { request_uri, use }: { readonly request_uri: string; readonly use: Use },
): Promise<{ readonly parameters: Parameters; readonly signed: boolean }> {
  const { tenant_id } = op.tenant
  const now = op.now()
  const ref = request_uri.slice(PREFIX.length)
  const sealed = await op.store.findSealed(tenant_id, ref, now)
  const opened = sealed === undefined ? undefined : op.keys.open('pushed_request', sealed)
  if (opened?.outcome !== 'opened') throw refuse('request_uri is unknown or has expired')
  const pushed = opened.value as PushedRequest
  if (pushed.client_id !== client_id) throw refuse('request_uri was issued to another client')
  const key = `pushed_request ${ref}`
  if (
    use === 'once' &&
    (await op.store.claimOnce(tenant_id, key, now, opened.expires_at)) === 'again'
  )
    throw refuse('request_uri was used before')
  return { parameters: parametersOf(pushed.parameters), signed: pushed.signed }
}
