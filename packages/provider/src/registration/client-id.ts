import { base64url } from '@gryphon/protocol'

/** A new client_id: a letter first, so that a command line does not take it for an option. */
export const newClientId = (random: (octets: number) => Uint8Array): string =>
  `c${base64url(random(12))}`
