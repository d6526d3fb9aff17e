import assert from 'node:assert/strict'
import { landingOf } from './flow.ts'
import { POST_LOGOUT } from './logout.ts'
import { ISSUER, REDIRECT_URI, type TestOp } from './op.ts'
import { rowCounts } from './rows.ts'
import type { Answer } from './user-agent.ts'

/** RFC 6749 §4.1.2.1, §5.2. */
const ERROR_TEXT = /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/
/** What is worth something to whoever reads it. */
const CREDENTIALS = ['access_token', 'id_token', 'refresh_token', 'code']

/** What a refusal may write: nothing; or, where something was good for one use only, that it is used up. */
export type Writes = 'nothing' | 'use'

/** Sends something, and holds the answer to what holds of every answer, whatever was asked. */
export async function holdInvariants(
  op: TestOp,
  send: () => Promise<Answer>,
  writes: Writes = 'nothing',
): Promise<Answer> {
  const told = op.events.length
  const rows = rowsBeside(op, writes)
  const answer = await send()
  assert.ok(answer.status < 500, `${answer.status} ${answer.text}`)
  const faults = op.events.slice(told).filter(({ event }) => event === 'fault')
  assert.deepEqual(faults, [])
  checkAddress(answer)
  checkErrorText(answer)
  checkLanding(answer)
  if (isRefusal(answer)) assert.deepEqual(rowsBeside(op, writes), rows)
  assert.doesNotMatch(answer.text, /\.ts:\d|node_modules|SQLITE/)
  return answer
}

const rowsBeside = (op: TestOp, writes: Writes) => {
  const { claimed, ...others } = rowCounts(op)
  return writes === 'use' ? others : { ...others, claimed }
}

const isRefusal = (answer: Answer) =>
  answer.status >= 400 || (landingOfAnywhere(answer)?.parameters.has('error') ?? false)

const OWN_PAGES = [
  /^\/interaction\/[\w-]+(\/continue)?\?ticket=[\w-]+$/,
  /^\/oauth\/logout(\/confirm\?ticket=[\w-]+|\/done\?signed_out=[\w-]+)?$/,
]

/** A redirect goes to a registered address, or to a page of our own: never anywhere else. */
function checkAddress({ headers }: Answer): void {
  const location = headers.get('location')
  if (location === null) return
  assert.match(location, /^[\x21-\x7e]+$/)
  const isOwn = OWN_PAGES.some((page) => page.test(location))
  const isClient = [`${REDIRECT_URI}?`, `${REDIRECT_URI}#`].some((to) => location.startsWith(to))
  assert.ok(isOwn || isClient || isSignedOut(location), location)
}

/** RP-Initiated Logout §3: the address as it is registered, with the state and nothing else. */
const isSignedOut = (location: string) =>
  location === POST_LOGOUT ||
  (location.startsWith(POST_LOGOUT) && /^\?state=[^&#]+$/.test(location.slice(POST_LOGOUT.length)))

function checkErrorText({ headers, text, status }: Answer): void {
  if (status < 400 || headers.get('content-type') !== 'application/json') return
  const { error, error_description } = JSON.parse(text)
  if (error === undefined) return
  assert.match(error, /^[a-z_]+$/)
  assert.match(error_description, ERROR_TEXT)
  assert.match(headers.get('www-authenticate') ?? 'none', /^[\x20-\x7e]+$/)
}

/** To a client: `iss` always, no credential in the query but a code alone, an error in the charset that errors have. */
function checkLanding(answer: Answer): void {
  const landing = landingOfAnywhere(answer)
  if (landing === undefined || landing.target === POST_LOGOUT) return
  const { where, target, parameters } = landing
  assert.equal(target, REDIRECT_URI)
  assert.deepEqual(parameters.getAll('iss'), [ISSUER])
  const held = CREDENTIALS.filter((name) => parameters.has(name))
  if (where === 'query') assert.ok(held.every((name) => name === 'code'))
  if (parameters.has('error')) assert.deepEqual(held, [])
  for (const description of parameters.getAll('error_description'))
    assert.match(description, ERROR_TEXT)
}

/** Where an answer sends the person, if that is to the client. */
export const landingOfAnywhere = (answer: Answer) =>
  answer.headers.get('location')?.startsWith('/') ? undefined : landingOf(answer)
