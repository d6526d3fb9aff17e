import { isJwtResponseMode } from '@gryphon/protocol'
import { type AuthorizationResponse, parseAuthorizationResponse } from './authorization-response.ts'
import type { Check } from './check.ts'
import {
  FORM_RULES,
  PROVENANCE_RULES,
  RESPONSE_RULES,
  type ResponseSubject,
} from './checks/authorization-response.ts'
import { expectedHashes, hashedBeside } from './checks/expected-hashes.ts'
import { FRONT_CHANNEL_RULES } from './checks/id-token.ts'
import { runRules } from './checks/run-rules.ts'
import { ClientError } from './errors.ts'
import { expectationOf, verifyIdToken } from './id-token.ts'
import { openJwtResponse } from './jwt-response.ts'
import type { FrontChannel } from './login.ts'
import { answerInWords } from './op-answer.ts'
import type { Party } from './party.ts'
import { redeem } from './redeem.ts'
import { parseSeconds } from './seconds.ts'
import type { Transaction } from './transaction.ts'

const checkTransaction = ({ op, client }: Party, transaction: Transaction | undefined) => {
  if (typeof transaction !== 'object' || transaction === null)
    throw new ClientError(
      'transaction_unknown',
      'the transaction is not there: keep what begin gave until the browser is back',
      { section: 'RFC 9700 §4.7', found: typeof transaction },
    )
  const isOurs = transaction.iss === op.issuer && transaction.client_id === client.client_id
  if (isOurs) return
  throw new ClientError(
    'transaction_mismatch',
    'the transaction belongs to another relying party',
    {
      section: 'RFC 9700 §4.4',
      expected: `${client.client_id} at ${op.issuer}`,
      found: `${transaction.client_id} at ${transaction.iss}`,
    },
  )
}

/** Throws the OP's own refusal, if it is one (Core §3.1.2.6). */
const checkError = ({ parameters }: AuthorizationResponse, checks: readonly Check[]) => {
  const { error, error_description, error_uri } = parameters
  if (error === undefined) return
  throw new ClientError('authorization_error', answerInWords(error, error_description), {
    section: 'Core §3.1.2.6',
    source: 'authorization_response',
    error,
    error_description,
    error_uri,
    checks,
  })
}

/** The response itself, out of the JWT that it may have come in. */
const openResponse = (party: Party, subject: ResponseSubject) => {
  const run = { source: 'authorization_response', leftOut: party.leftOut, before: [] } as const
  const checks = runRules(FORM_RULES, subject, run)
  return isJwtResponseMode(subject.transaction.response_mode)
    ? openJwtResponse(party, subject.response, checks)
    : { response: subject.response, checks }
}

const checkResponse = (
  party: Party,
  subject: ResponseSubject,
  opened: readonly Check[],
): readonly Check[] => {
  const run = { source: 'authorization_response', leftOut: party.leftOut } as const
  const before = runRules(PROVENANCE_RULES, subject, { ...run, before: opened })
  checkError(subject.response, before)
  return runRules(RESPONSE_RULES, subject, { ...run, before })
}

/** The ID Token of the response, if there is one, against all that came beside it. */
const verifyFrontChannel = async (
  party: Party,
  { response, transaction }: ResponseSubject,
  before: readonly Check[],
) => {
  const { id_token, state = '' } = response.parameters
  if (id_token === undefined) return { checks: before }
  const beside = hashedBeside(transaction.response_type, response.parameters)
  const s_hash = { claim: 's_hash', value: state, presence: party.s_hash } as const
  const hashes = await expectedHashes(party.alg, [...beside, s_hash])
  const verified = await verifyIdToken(
    party,
    { ...expectationOf(transaction), id_token, rules: FRONT_CHANNEL_RULES, hashes },
    { source: 'front_channel_id_token', leftOut: party.leftOut, before },
  )
  return { ...verified, id_token }
}

/**
 * Checks an Authorization Response (Core §3.3.2.8 to §3.3.2.12); calls nobody but the OP's JWKS.
 */
export const receive = async (
  party: Party,
  given: URL | Request | URLSearchParams,
  transaction: Transaction,
): Promise<FrontChannel> => {
  checkTransaction(party, transaction)
  const came = await parseAuthorizationResponse(given)
  const iss_advertised = party.op.authorization_response_iss_parameter_supported === true
  const { response, checks } = await openResponse(party, {
    response: came,
    transaction,
    iss_advertised,
  })
  const subject = { response, transaction, iss_advertised }
  const front = await verifyFrontChannel(party, subject, checkResponse(party, subject, checks))
  const { code, access_token, scope, session_state } = response.parameters
  const expires_in = parseSeconds(response.parameters.expires_in)
  return {
    response_type: transaction.response_type,
    ...front,
    ...(code && { code }),
    ...(access_token && { access_token }),
    ...(expires_in !== undefined && { expires_in }),
    ...(scope && { scope }),
    ...(session_state && { session_state }),
    redeem: () =>
      redeem(party, transaction, { code, claims: 'claims' in front ? front.claims : undefined }),
  }
}
