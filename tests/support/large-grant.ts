import { createHash } from 'node:crypto'
import { addClient } from './clients.ts'
import { API, type TestOp } from './op.ts'

const incompressible = (seed: string) => createHash('sha512').update(seed).digest('base64url')

const SCOPES = Array.from({ length: 21 }, (_, i) => incompressible(`scope ${i}`))
const RESOURCE = 'https://large.example'

/** The client that may ask for so much that its code is a reference. */
export const LARGE_CLIENT = 'large'

/** A request of that client: over 2 KB of scope and nonce that do not compress. */
export const LARGE_REQUEST = {
  client_id: LARGE_CLIENT,
  resource: `${RESOURCE} ${API}`,
  scope: ['openid', ...SCOPES].join(' '),
  nonce: Array.from({ length: 5 }, (_, i) => incompressible(`nonce ${i}`)).join(''),
} as const

/** Registers that client, and the API whose permissions it asks for. */
export async function addLargeClient(op: TestOp): Promise<void> {
  const scopes = SCOPES.map((scope) => ({ scope, description: scope }))
  await op.store.putResource('default', { resource: RESOURCE, name: 'Large', scopes })
  await addClient(op, { client_id: LARGE_CLIENT, scope: ['openid', ...SCOPES] })
  // What was added is seen at once.
  op.pass(20)
}
