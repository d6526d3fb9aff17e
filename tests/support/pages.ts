import { type Answer, actionOf } from './user-agent.ts'

const SHOWN = [
  ['sign-in', 'name="password"'],
  ['consent', 'value="allow"'],
  ['select-account', 'value="choose"'],
  ['continue', 'value="continue"'],
] as const

/** Which page this is: one that asks something of a person, or an error and its status; undefined for a redirect or form_post. */
export function pageOf({ status, text }: Answer): string | undefined {
  const shown = SHOWN.find(([, mark]) => text.includes(mark))?.[0]
  if (shown !== undefined) return shown
  return text.includes('<dl>') ? `error ${status}` : undefined
}

/** Where the one-click link of an error page leads, if it has one. */
export const restartOf = ({ text }: Answer): string | undefined =>
  /<a class="primary button" href="([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')

/** The path of the page that this one's form posts to, with the ticket in its form. */
export const pathOf = (page: Answer): string =>
  `${actionOf(page)}?ticket=${/name="ticket" value="([^"]*)"/.exec(page.text)?.[1] ?? ''}`
