import { wordsOf } from '@gryphon/protocol'
import type { Check } from './check.ts'
import { BOTH_ID_TOKENS_RULES } from './checks/agreement.ts'
import { expectedHashes } from './checks/expected-hashes.ts'
import { BACK_CHANNEL_RULES } from './checks/id-token.ts'
import { runRules } from './checks/run-rules.ts'
import { ClientError } from './errors.ts'
import { expectationOf, verifyIdToken } from './id-token.ts'
import type { IdTokenClaims, Login } from './login.ts'
import type { Party } from './party.ts'
import { requestTokens, type TokenResponse } from './token-request.ts'
import type { Transaction } from './transaction.ts'

/** What the front channel gave that the back channel needs. */
export interface Redeemable {
  readonly code: string | undefined
  /** Of the front-channel ID Token, if there was one. */
  readonly claims: IdTokenClaims | undefined
}

const verifyBackChannel = async (
  party: Party,
  transaction: Transaction,
  code: string,
  { access_token, id_token, checks }: TokenResponse,
) => {
  if (id_token === undefined) return { checks }
  const hashes = await expectedHashes(party.alg, [
    { claim: 'c_hash', value: code, presence: 'if_present' },
    { claim: 'at_hash', value: access_token, presence: 'if_present' },
    { claim: 's_hash', value: transaction.state, presence: 'if_present' },
  ])
  const verified = await verifyIdToken(
    party,
    { ...expectationOf(transaction), id_token, rules: BACK_CHANNEL_RULES, hashes },
    { source: 'back_channel_id_token', leftOut: party.leftOut, before: checks },
  )
  return { ...verified, id_token }
}

/** Core §3.3.3.6; nothing to compare where only one of the endpoints issued an ID Token. */
const compare = (
  party: Party,
  earlier: IdTokenClaims | undefined,
  later: IdTokenClaims | undefined,
  before: readonly Check[],
) =>
  earlier === undefined || later === undefined
    ? before
    : runRules(
        BOTH_ID_TOKENS_RULES,
        { earlier, later },
        { source: 'both_id_tokens', leftOut: party.leftOut, before },
      )

/** Exchanges a code (Core §3.1.3, §3.3.3) and holds the second ID Token against the first. */
export const redeem = async (
  party: Party,
  transaction: Transaction,
  { code, claims }: Redeemable,
): Promise<Login> => {
  if (code === undefined)
    throw new ClientError('code_missing', `${transaction.response_type} has no code to redeem`, {
      section: 'Core §3',
    })
  const isOpenid = wordsOf(transaction.scope).includes('openid')
  const response = await requestTokens(
    party,
    {
      grant_type: 'authorization_code',
      code,
      redirect_uri: transaction.redirect_uri,
      code_verifier: transaction.code_verifier,
    },
    isOpenid ? 'required' : 'if_present',
  )
  const back = await verifyBackChannel(party, transaction, code, response)
  const later = 'claims' in back ? back.claims : undefined
  return { ...response.given, ...back, checks: compare(party, claims, later, back.checks) }
}
