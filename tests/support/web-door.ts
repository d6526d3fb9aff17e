import type { Door } from './door.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

/** A door to a server that runs already, at this origin. */
export const webDoor = (origin: string): Door => ({
  host: origin,
  send: async ({ method = 'GET', path, headers = {}, body }) => {
    const answer = await fetch(`${origin}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(body === undefined ? {} : FORM), ...headers },
      ...(body === undefined ? {} : { body: String(body) }),
    })
    const { status, headers: answered } = answer
    return { status, headers: answered, text: await answer.text() }
  },
  close: async () => undefined,
})
