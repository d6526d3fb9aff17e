import { ALLOW, type Landing, landed, landingOf } from './flow.ts'
import { type UserAgent, userAgent } from './user-agent.ts'
import { webDoor } from './web-door.ts'
import type { Credentials } from './whole.ts'

/** What a person does: opens the URL of an Authentication Request, signs in, allows, and is sent to the client. */
export const logInAt = async (
  url: URL,
  person: Credentials,
  agent: UserAgent = userAgent(webDoor(url.origin)),
): Promise<Landing> => {
  let answer = await agent.open({ path: url.pathname + url.search })
  for (let pages = 0; pages < 4 && landingOf(answer) === undefined; pages += 1)
    answer = await agent.submit(
      answer,
      answer.text.includes('name="password"') ? { ...person, action: 'sign_in' } : ALLOW,
    )
  return landed(answer)
}

/** The URL that the browser is at when the client's script reads the fragment. */
export const fragmentUrl = ({ target, parameters }: Landing): URL =>
  new URL(`${target}#${parameters}`)

/** The request by which the browser posts the answer to the client. */
export const formPost = ({ target, parameters }: Landing): Request =>
  new Request(target, { method: 'POST', body: parameters })
