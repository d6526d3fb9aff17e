import { RESPONSE_TYPES } from '@gryphon/protocol'
import { outboundBy } from '../outbound/calls.ts'
import { MetadataError } from '../registration/metadata-error.ts'
import { parseClient } from '../registration/parse-client.ts'
import { clientItself, type Registrar } from '../registration/registrar.ts'

/** A redirect URI of test clients. */
export const CALLBACK = 'https://rp.example/callback'

/** A client that registers itself at an OP with everything and one API; no address can be fetched, unless a test says so. */
export const SELF: Registrar = clientItself({
  response_types: RESPONSE_TYPES,
  resources: [
    {
      resource: 'https://api.example/notes',
      name: 'Notes',
      scopes: [{ scope: 'read:notes', description: 'Read your notes' }],
    },
  ],
  issuer: 'https://op.example',
  outbound: outboundBy(
    async () => {
      throw new Error('nothing is fetched')
    },
    () => 0,
  ),
})

/** What becomes of these metadata, beside a good redirect URI. */
export const registered = (over: object, registrar: Registrar = SELF) =>
  parseClient({ redirect_uris: [CALLBACK], ...over }, registrar)

/** What their refusal says: `error: description (section)`. */
export async function refusal(over: object, registrar: Registrar = SELF): Promise<string> {
  try {
    await registered(over, registrar)
  } catch (error) {
    if (error instanceof MetadataError) return `${error.error}: ${error.message} (${error.section})`
    throw error
  }
  throw new Error(`registered: ${JSON.stringify(over).slice(0, 200)}`)
}
