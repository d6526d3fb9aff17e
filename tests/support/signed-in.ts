import { authorizePath, type Landing, landed, logIn } from './flow.ts'
import { API, type TestOp } from './op.ts'
import { type UserAgent, userAgent } from './user-agent.ts'

/** Everything that the test client may ask for. */
export const EVERYTHING = {
  scope: 'openid profile email offline_access read:notes',
  resource: API,
} as const

type Over = Readonly<Record<string, string | undefined>>

/** A browser whose person is signed in and has allowed the test client everything: from here on nothing is asked. */
export async function signedIn({ door }: Pick<TestOp, 'door'>): Promise<UserAgent> {
  const agent = userAgent(door)
  await logIn(agent, authorizePath(EVERYTHING))
  return agent
}

/** The answer to an Authentication Request of a browser that is asked nothing. */
export const landing = async (agent: UserAgent, over: Over = {}): Promise<Landing> =>
  landed(await agent.open({ path: authorizePath(over) }))

/** One parameter of an Authorization Response; fails the test where it is not there. */
export function parameterOf({ parameters }: Landing, name: string): string {
  const value = parameters.get(name)
  if (value === null) throw new Error(`no ${name} in ${[...parameters.keys()].join(', ')}`)
  return value
}

/** A fresh code of a browser that is asked nothing. */
export const newCode = async (agent: UserAgent, over: Over = {}): Promise<string> =>
  parameterOf(await landing(agent, over), 'code')
