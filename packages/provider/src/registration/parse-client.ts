import { RegistrationError } from '@gryphon/protocol'
import { type Described, withDefaults } from './defaults.ts'
import { readMetadata, type Sent } from './read-metadata.ts'
import type { Registrar } from './registrar.ts'
import { checkRules } from './rules.ts'
import { resolveSector } from './sector.ts'

/**
 * A client as it will be kept, of metadata that may be anything: each value checked, defaults filled in, all of it checked
 * together, its sector settled. The one validator, whoever registers. Throws `RegistrationError`.
 */
export async function parseClient(sent: Sent, registrar: Registrar): Promise<Described> {
  const client = withDefaults(readMetadata(sent, registrar.rows), registrar)
  checkSize(client, registrar)
  checkRules(client, registrar)
  return { ...client, ...(await resolveSector(client, registrar)) }
}

function checkSize(client: Described, { largest = Number.POSITIVE_INFINITY }: Registrar): void {
  if (JSON.stringify(client).length > largest)
    throw new RegistrationError(
      'invalid_client_metadata',
      `the metadata are larger than ${largest} characters together`,
      'RFC 7591 §5',
    )
}
