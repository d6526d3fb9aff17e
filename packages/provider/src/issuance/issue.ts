import { ARTEFACTS, type Artefact, type HashClaim, inOrder } from '@gryphon/protocol'

/** What was made so far and is to be hashed by the ID Token, under the claim that does it. */
export type Hashable = { readonly [Claim in HashClaim]?: string }

/** Parameters of a response. */
export type ResponseParameters = Readonly<Record<string, string | number>>

/** Makes one artefact: the parameters that tell it. */
export type Issuer = (hashable: Hashable) => ResponseParameters | Promise<ResponseParameters>

/** How each artefact is made, for one grant and one channel. */
export type Issuers = { readonly [A in Artefact]: Issuer }

/**
 * One fold for every response type at the authorization endpoint and every grant type at the token endpoint. What is hashed
 * is made before the ID Token that hashes it (Core §3.3.2.11).
 */
export async function issue(
  wanted: readonly Artefact[],
  issuers: Issuers,
  hashable: Hashable = {},
): Promise<ResponseParameters> {
  let issued: ResponseParameters = {}
  let hashed = hashable
  for (const artefact of inOrder(wanted)) {
    const { hash, value } = ARTEFACTS[artefact]
    const parameters = await issuers[artefact](hashed)
    issued = { ...issued, ...parameters }
    if (hash !== undefined) hashed = { ...hashed, [hash]: String(parameters[value]) }
  }
  return issued
}
