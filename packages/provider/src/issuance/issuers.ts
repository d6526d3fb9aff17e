import type { Client } from '../model/client.ts'
import type { Grant } from '../model/grant.ts'
import type { Op } from '../op.ts'
import { issueAccessToken } from './access-token.ts'
import type { Channel } from './channel.ts'
import { type CodeContent, issueCode } from './code.ts'
import { issueIdToken, type ScopeClaimsAt } from './id-token.ts'
import type { Issuers } from './issue.ts'
import { issueRefreshToken, type RefreshTurn } from './refresh-token.ts'

/** What the artefacts of one response are made of. */
export interface Issuance {
  readonly client: Client
  readonly grant: Grant
  readonly channel: Channel
  /** What the code is bound to, at the authorization endpoint. */
  readonly binding: Omit<CodeContent, 'grant'>
  readonly scope_claims: ScopeClaimsAt
  /** Which of its grant's the refresh token is, at the token endpoint. */
  readonly turn: RefreshTurn
}

/** How each artefact of this response is made. */
export const issuersOf = (
  op: Op,
  { client, grant, channel, binding, scope_claims, turn }: Issuance,
): Issuers => ({
  code: async () => ({ code: await issueCode(op, { grant, ...binding }) }),
  token: () => issueAccessToken(op, client, grant, channel),
  refresh_token: () => ({ refresh_token: issueRefreshToken(op, grant, turn) }),
  id_token: async (hashable) => ({
    id_token: await issueIdToken(op, client, grant, { hashable, scope_claims }),
  }),
})
