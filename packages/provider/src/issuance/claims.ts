import { claimsOfScope } from '@gryphon/protocol'
import {
  CLAIMS_OF_A_TOKEN,
  type ClaimRequest,
  isAskedValue,
  withoutLanguage,
} from '../model/claims-request.ts'
import type { Op } from '../op.ts'

/** What is wanted of a person's claims. */
export interface Wanted {
  /** Scopes whose claims are wanted (Core §5.4). */
  readonly scope: readonly string[]
  /** Claims asked for by name (Core §5.5). */
  readonly asked?: Readonly<Record<string, ClaimRequest>> | undefined
  readonly claims_locales?: readonly string[] | undefined
}

/** A person's claims, by name. */
export type PersonClaims = Readonly<Record<string, unknown>>

/**
 * The claims of a person that are wanted, as far as the person has them: what is missing, or is not of the value that was
 * asked for, is left out and never an error (Core §5.5.1). In the wanted languages too, each under its own name
 * (`name#fr`, Core §5.2). `undefined` when there is no such person any more.
 */
export async function findPersonClaims(
  op: Pick<Op, 'claims' | 'tenant'>,
  sub: string,
  { scope, asked = {}, claims_locales = [] }: Wanted,
): Promise<PersonClaims | undefined> {
  const ofScope = claimsOfScope(scope)
  const byName = Object.keys(asked).filter((name) => !CLAIMS_OF_A_TOKEN.includes(name))
  const names = [...new Set([...ofScope, ...byName])]
  const inLanguages = names.flatMap((name) => claims_locales.map((tag) => `${name}#${tag}`))
  const wanted = [...names, ...inLanguages]
  const found = await op.claims(op.tenant.tenant_id, sub, wanted)
  if (found === undefined) return undefined
  const isGiven = ([name, value]: readonly [string, unknown]) =>
    wanted.includes(name) &&
    (ofScope.includes(withoutLanguage(name)) || isAskedValue(asked[name] ?? {}, value))
  return Object.fromEntries(Object.entries(found).filter(isGiven))
}
