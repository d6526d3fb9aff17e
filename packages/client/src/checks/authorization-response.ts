import {
  ARTEFACTS,
  type Artefact,
  artefactsOf,
  deliveryOf,
  inOrder,
  isJwtResponseMode,
} from '@gryphon/protocol'
import type { AuthorizationResponse } from '../authorization-response.ts'
import type { Transaction } from '../transaction.ts'
import { type Finding, matches, type Rule, shortened } from './rule.ts'

/** An Authorization Response beside the transaction that it answers. */
export interface ResponseSubject {
  readonly response: AuthorizationResponse
  readonly transaction: Transaction
  /** Whether the OP says that it always sends `iss` (RFC 9207 §3). */
  readonly iss_advertised: boolean
}

/** It comes as a JWT exactly when that was asked for. */
export const FORM_RULES: readonly Rule<ResponseSubject>[] = [
  {
    check: 'response',
    section: 'JARM §2.3',
    examine: ({ response, transaction }) => {
      const found = shortened(response.parameters.response)
      if (isJwtResponseMode(transaction.response_mode))
        return found === undefined
          ? { outcome: 'failed', code: 'response_missing', expected: 'a JWT' }
          : { outcome: 'passed', expected: 'a JWT', found }
      return found === undefined
        ? { outcome: 'absent' }
        : { outcome: 'failed', code: 'response_unexpected', found }
    },
  },
]

/**
 * Whether this is the answer to our own request, whatever it says: an error is believed only then.
 */
export const PROVENANCE_RULES: readonly Rule<ResponseSubject>[] = [
  {
    check: 'iss',
    section: 'RFC 9207 §2.4',
    examine: ({ response, transaction, iss_advertised }) =>
      matches('iss', {
        expected: transaction.iss,
        found: response.parameters.iss,
        presence: iss_advertised ? 'required' : 'if_present',
      }),
  },
  {
    check: 'state',
    section: 'RFC 6749 §10.12',
    examine: ({ response, transaction }) =>
      matches('state', {
        expected: transaction.state,
        found: response.parameters.state,
        presence: 'required',
        show: shortened,
      }),
  },
]

/** All that was asked for is there, and nothing else (Core §3.3.2.5, §3.2.2.5, §3.1.2.5). */
const examineArtefact = (artefact: Artefact, subject: ResponseSubject): Finding => {
  const name = ARTEFACTS[artefact].value
  const found = shortened(subject.response.parameters[name])
  if (artefactsOf(subject.transaction.response_type).includes(artefact))
    return found === undefined
      ? { outcome: 'failed', code: `${name}_missing`, expected: name }
      : { outcome: 'passed', expected: name, found }
  return found === undefined
    ? { outcome: 'absent' }
    : { outcome: 'failed', code: `${name}_unexpected`, found }
}

const ARTEFACT_RULES: readonly Rule<ResponseSubject>[] = inOrder(Object.keys(ARTEFACTS)).map(
  (artefact) => ({
    check: ARTEFACTS[artefact].value,
    section: 'Core §3.3.2.5',
    examine: (subject) => examineArtefact(artefact, subject),
  }),
)

/** What a successful response is made of, and how it came. */
export const RESPONSE_RULES: readonly Rule<ResponseSubject>[] = [
  {
    check: 'response_mode',
    section: 'Multiple Response Types §5',
    examine: ({ response, transaction }) =>
      matches('response_mode', {
        expected: deliveryOf(transaction.response_mode, transaction.response_type),
        found: response.mode,
        presence: 'if_present',
      }),
  },
  ...ARTEFACT_RULES,
  {
    check: 'token_type',
    section: 'Core §3.2.2.5',
    examine: ({ response }) =>
      response.parameters.access_token === undefined
        ? { outcome: 'absent' }
        : matches('token_type', {
            expected: 'bearer',
            found: response.parameters.token_type?.toLowerCase(),
            presence: 'required',
          }),
  },
]
