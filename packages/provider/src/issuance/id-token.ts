import { hash } from 'node:crypto'
import { digestOf, leftHalf, type SigningAlgorithm } from '@gryphon/protocol'
import { isOwnAlgorithm } from '../keys/create.ts'
import { type Client, hearsOfLogout } from '../model/client.ts'
import type { Grant } from '../model/grant.ts'
import type { Op } from '../op.ts'
import { findPersonClaims, type PersonClaims } from './claims.ts'
import type { Hashable } from './issue.ts'
import { sessionIdFor, subjectFor } from './subject.ts'

/** Where the claims of a person that scopes ask for are told (Core §5.4). */
export type ScopeClaimsAt = 'userinfo' | 'id_token'

/**
 * An ID Token (Core §2), minimal on both channels: who, for whom, when, and the hashes that bind what came with it. Claims of
 * the person are in it where they were asked for by name (Core §5.5), or where no access token comes to fetch them with
 * (Core §5.4). `auth_time`, `acr`, `amr` and `nonce` come from the grant's one frozen authentication, so both ID Tokens of a
 * transaction agree (Core §3.3.3.6); `sid` is for clients that want to hear of logout (Back-Channel Logout §2.1).
 */
export async function issueIdToken(
  op: Op,
  client: Client,
  grant: Grant,
  { hashable, scope_claims }: { readonly hashable: Hashable; readonly scope_claims: ScopeClaimsAt },
): Promise<string> {
  const alg = client.id_token_signed_response_alg
  if (!isOwnAlgorithm(alg)) throw new Error(`client ${client.client_id} has an alg we do not sign`)
  const { sub, auth_time, nonce, acr, amr, sid } = grant
  const iat = op.now()
  return op.keys.sign(alg, 'JWT', {
    ...(await personClaims(op, grant, scope_claims)),
    iss: op.issuer,
    sub: subjectFor(op, client, sub),
    aud: client.client_id,
    exp: iat + op.lifetimes.id_token,
    iat,
    auth_time,
    nonce,
    acr,
    amr,
    ...(sid !== undefined && hearsOfLogout(client) ? { sid: sessionIdFor(op, client, sid) } : {}),
    ...hashClaims(hashable, alg),
  })
}

async function personClaims(
  op: Op,
  { sub, scope, claims, claims_locales }: Grant,
  scope_claims: ScopeClaimsAt,
): Promise<PersonClaims> {
  const asked = claims?.id_token
  const wanted = { scope: scope_claims === 'id_token' ? scope : [], asked, claims_locales }
  const isNothing = wanted.scope.length === 0 && asked === undefined
  return isNothing ? {} : ((await findPersonClaims(op, sub, wanted)) ?? {})
}

const hashClaims = (hashable: Hashable, alg: SigningAlgorithm) =>
  Object.fromEntries(
    Object.entries(hashable).map(([claim, value]) => [claim, halfHash(value, alg)]),
  )

/**
 * The value of a hash claim (Core §3.3.2.11).
 *
 * @example halfHash('jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y', 'RS256') // '77QmUPtjPfzWtF2AnpK9RQ'
 */
export const halfHash = (value: string, alg: SigningAlgorithm): string =>
  leftHalf(hash(digestOf(alg), value, 'buffer'))
