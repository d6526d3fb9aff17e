import { ClientError } from '../errors.ts'
import type { FrontChannel } from '../login.ts'
import type { RelyingParty } from '../relying-party.ts'
import { type AnswerOfOp, readAnswer } from './answer-of-op.ts'
import { parseCookies } from './cookies.ts'
import type { Means } from './means.ts'
import { redirect, repostPage, withCookies } from './pages.ts'
import type { PendingLogin } from './pending-logins.ts'
import { type Session, tokensOf } from './session.ts'

/** Set when a form has been posted again from this site; no parameter of OAuth. */
const REPOSTED = 'gryphon_reposted'

const cureOf = ({ site }: Means, { parameters }: AnswerOfOp) =>
  site.secure === 'insecure' && parameters.has(REPOSTED)
    ? `; open the application as ${site.base_url}, and by no other name of this machine`
    : ''

const transactionUnknown = (cure: string) =>
  new ClientError(
    'transaction_unknown',
    `no login that began in this browser waits for this answer: its cookie is gone, too old or of another browser${cure}`,
    { section: 'RFC 9700 §4.7' },
  )

/**
 * Over http there is no SameSite=None, so a form that the OP's site has sent comes without cookies; sent again by a page of
 * this site it has them.
 */
const needsRepost = ({ site }: Means, { method }: Request, { parameters }: AnswerOfOp) =>
  site.secure === 'insecure' && method === 'POST' && !parameters.has(REPOSTED)

const repost = ({ site }: Means, { parameters }: AnswerOfOp): Promise<Response> =>
  repostPage(
    site.base_path + site.paths.callback,
    new URLSearchParams([...parameters, [REPOSTED, '1']]),
  )

interface Arrived {
  readonly pending: PendingLogin
  readonly front: FrontChannel
}

/** Of several logins, the one whose `state` it is: the JWT that has it opens only with a client's key. */
const arriveAt = async (
  rp: RelyingParty,
  answer: AnswerOfOp,
  [pending, ...others]: readonly [PendingLogin, ...(readonly PendingLogin[])],
): Promise<Arrived> => {
  const received = rp.receive(answer.request(), pending.transaction)
  const [next, ...rest] = others
  if (next === undefined) return { pending, front: await received }
  const front = await received.catch((error: unknown) => {
    if (error instanceof ClientError && error.code === 'state_mismatch') return undefined
    throw error
  })
  return front === undefined ? arriveAt(rp, answer, [next, ...rest]) : { pending, front }
}

const sessionOf = async (front: FrontChannel, now: number): Promise<Session> => {
  const login = front.code === undefined ? front : await front.redeem()
  const { claims } = login
  if (claims === undefined)
    throw new ClientError('id_token_missing', 'the login gave no ID Token', { section: 'Core §2' })
  return { claims, ...tokensOf(login, now), started_at: now, seen_at: now }
}

/**
 * The `redirect_uri`: checks the answer against the login that this browser has begun, exchanges the code, and begins a
 * session that has nothing of the one before. Throws `ClientError`.
 */
export const callbackRoute = async (means: Means, request: Request): Promise<Response> => {
  const { site, sessions, now } = means
  const cookies = parseCookies(request.headers.get('cookie'))
  const answer = await readAnswer(request)
  const [first, ...others] = await means.pending.find(cookies, answer.state)
  if (first === undefined) {
    if (needsRepost(means, request, answer)) return repost(means, answer)
    throw transactionUnknown(cureOf(means, answer))
  }
  const { pending, front } = await arriveAt(await means.relyingParty(), answer, [first, ...others])
  const session = await sessionOf(front, now())
  return withCookies(redirect(site.base_url + pending.return_to), [
    await means.pending.drop(pending),
    ...(await sessions.start(cookies, session)),
  ])
}
