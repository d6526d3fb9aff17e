import { randomBytes } from 'node:crypto'
import { createLog, type RunningServer, readSettings, startServer } from 'gryphon'
import type { Door } from './door.ts'
import { newFolder } from './new-folder.ts'

/** Starts the product's server in this process, on a new folder and a free port. */
export const startTestServer = (
  flags: Readonly<Record<string, string>> = {},
): Promise<RunningServer> => {
  const given = { data: newFolder(), port: '0', ...flags }
  const settings = readSettings({ flags: new Map(Object.entries(given)), env: {} })
  const log = createLog({ level: 'silent', format: 'json', isTerminal: false, write: () => {} })
  const now = () => Math.floor(Date.now() / 1000)
  return startServer(settings, { env: {}, now, random: randomBytes, log })
}

/** The door of a server that listens on this machine. */
export const doorAt = ({ issuer }: RunningServer): Door => ({
  host: issuer,
  send: async ({ method = 'GET', path, headers = {}, body }) => {
    const sent = body === undefined ? {} : { body: String(body) }
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const response = await fetch(issuer + path, {
      method,
      redirect: 'manual',
      headers: { ...(body === undefined ? {} : form), ...headers },
      ...sent,
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  },
  close: async () => undefined,
})
