import { decodeJwt } from 'jose'
import { ClientError } from '../errors.ts'
import { readBody } from '../read-body.ts'

/** An Authorization Response that a route has read, and can be read again: nothing of it is believed yet. */
export interface AnswerOfOp {
  readonly parameters: URLSearchParams
  /** Which login it says to be of; `undefined` where encryption hides it (JARM §2.2). */
  readonly state: string | undefined
  /** The request as it came, unread. */
  readonly request: () => Request
}

/** Longer answers are no answers. */
const LONGEST_BODY = 262_144

const stateInJwt = (response: string): string | undefined => {
  if (response.split('.').length === 5) return undefined
  try {
    return String(decodeJwt(response).state)
  } catch {
    return ''
  }
}

const stateOf = (parameters: URLSearchParams): string | undefined => {
  const response = parameters.get('response')
  return response === null ? (parameters.get('state') ?? '') : stateInJwt(response)
}

/** Too long is the fault of whoever sent it here, not of an answer of the OP's own. */
const tooLong = (error: unknown): never => {
  if (!(error instanceof ClientError)) throw error
  throw new ClientError('authorization_response_malformed', error.message, {
    section: 'Form Post Response Mode §2',
    source: 'authorization_response',
  })
}

/** Reads the answer that a browser brings, by whichever way. Throws `ClientError` when it is too long. */
export const readAnswer = async (request: Request): Promise<AnswerOfOp> => {
  const { url, headers, method } = request
  if (method !== 'POST') {
    const parameters = new URL(url).searchParams
    return { parameters, state: stateOf(parameters), request: () => new Request(url) }
  }
  const body = await readBody(request.body, LONGEST_BODY).catch(tooLong)
  const type = headers.get('content-type') ?? ''
  const parameters = new URLSearchParams(body)
  return {
    parameters,
    state: stateOf(parameters),
    request: () => new Request(url, { method, headers: { 'content-type': type }, body }),
  }
}
