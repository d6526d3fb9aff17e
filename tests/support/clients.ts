import type { ClientMetadata } from '@gryphon/provider'
import { CLIENT_SECRET, HYBRID_CLIENT, type TestOp } from './op.ts'

/** Registers another client like the test client, with what differs; first-party, so that nobody is asked. */
export async function addClient(
  { op }: Pick<TestOp, 'op'>,
  over: Partial<ClientMetadata> & { readonly client_id: string },
): Promise<string> {
  const { client_id } = over
  const usual = { ...HYBRID_CLIENT, client_name: client_id, trusted: true }
  await op.admin.registerClient('default', { ...usual, ...over })
  return client_id
}

/** Every response type there is, written out. */
export const EVERY_RESPONSE_TYPE = [
  'none',
  'code',
  'id_token',
  'id_token token',
  'code id_token',
  'code token',
  'code id_token token',
] as const

/** A public client: `none`, hence PKCE. */
export const PUBLIC = { token_endpoint_auth_method: 'none' } as const

/** The verifier and its S256 challenge of RFC 7636, Appendix B. */
export const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
/** See `VERIFIER`. */
export const PKCE = {
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
} as const

/** Credentials in the form (`client_secret_post`). */
export const inForm = (client_id: string) => ({ client_id, client_secret: CLIENT_SECRET })
