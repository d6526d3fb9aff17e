import { setTimeout } from 'node:timers/promises'
import { type UserAgent, userAgent } from '../../tests/support/user-agent.ts'
import { webDoor } from '../../tests/support/web-door.ts'
import type { Connection } from '../connection.ts'
import { type Alg, clientIdOf, type Person, type RunningSubject } from '../subjects/subject.ts'
import { authorizeTarget, type Client, hiddenField, redeem } from './flow.ts'

/** A person who is signed in and has allowed the client. */
export interface SignedIn {
  readonly agent: UserAgent
  /** The `Cookie` header of their browser. */
  readonly cookie: string
}

/** All who are signed in at a subject, for a client. */
export interface Party {
  readonly subject: RunningSubject
  readonly client: Client
  readonly people: readonly SignedIn[]
}

/** `Retry-After` of the page for whom there is no place in the line. */
const RETRY_AFTER_MS = 2000

const FORM_POST = /<form[^>]* action="https:\/\/client\.example\.org\/cb"/

/** Walks through the pages, signing in and allowing as they ask, and gives the code that comes. */
const walk = async (agent: UserAgent, client: Client, person?: Person): Promise<string> => {
  const target = authorizeTarget(client, {
    ...{ response_type: 'code id_token', scope: 'openid profile email offline_access' },
    ...{ state: 'begin', nonce: 'begin', prompt: 'consent' },
  })
  let page = await agent.open({ path: target })
  for (let pages = 0; pages < 4 && !FORM_POST.test(page.text); pages += 1) {
    const isSignIn = page.text.includes('name="password"')
    const fields = isSignIn ? { ...person, action: 'sign_in' } : { action: 'allow' }
    page = await agent.submit(page, fields)
  }
  if (!FORM_POST.test(page.text)) throw new Error(`nobody could sign in at ${client.origin}`)
  return hiddenField(page.text, 'code')
}

const signIn = async (client: Client, person: Person, agent: UserAgent): Promise<SignedIn> => {
  await walk(agent, client, person)
  const cookie = agent.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  return { agent, cookie }
}

/** Signs everyone in through the pages, but who is so since an earlier party, and has them allow the client of this alg. */
export const gatherParty = async (
  subject: RunningSubject,
  alg: Alg,
  earlier?: Party,
): Promise<Party> => {
  const client = clientOf(subject, alg)
  const people: SignedIn[] = []
  for (const [turn, person] of subject.people.entries()) {
    const agent = earlier?.people[turn]?.agent ?? userAgent(webDoor(client.origin))
    people.push(await signIn(client, person, agent))
  }
  return { subject, client, people }
}

/** The first refresh token of a new login of somebody who is signed in. */
export const firstRefreshToken = async (
  connection: Connection,
  { client }: Party,
  { agent }: SignedIn,
): Promise<string> => {
  const { refresh_token } = await redeem(connection, client, await walk(agent, client))
  if (refresh_token === undefined) throw new Error('a login with offline_access had none')
  return refresh_token
}

/**
 * So many people sign in at once, again and again, until it is stopped; tells how often somebody did, and how often one was asked
 * to try again later, and did as the page says: the line for passwords is bounded.
 */
export const keepSigningIn = ({ subject, client }: Party, together: number) => {
  let isOver = false
  let sign_ins = 0
  let put_off = 0
  const keepOn = async (person: Person | undefined) => {
    while (!isOver && person !== undefined)
      await walk(userAgent(webDoor(client.origin)), client, person).then(
        () => {
          sign_ins += 1
        },
        async () => {
          put_off += 1
          await setTimeout(RETRY_AFTER_MS)
        },
      )
  }
  const people = Array.from({ length: together }, (_, turn) => subject.people[turn])
  const all = Promise.all(people.map(keepOn))
  return {
    stop: async () => {
      isOver = true
      await all
      return { sign_ins, put_off }
    },
  }
}

const clientOf = ({ host, paths, secrets, origin, process }: RunningSubject, alg: Alg): Client => {
  const client_id = clientIdOf(alg)
  const credentials = Buffer.from(`${client_id}:${secrets[alg]}`).toString('base64')
  const authorization = `Basic ${credentials}`
  return { host, paths, client_id, alg, origin: origin(process.port), authorization }
}
