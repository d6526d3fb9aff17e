import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Page } from 'playwright-core'

/** A web application at `127.0.0.1` that checks nothing: it shows what was answered, and can begin a login by POST. */
export interface TinyApplication {
  readonly redirect_uri: string
  /** The address of a page that posts this form to `action` as soon as it is loaded. */
  postingPage(action: string, fields: Readonly<Record<string, string>>): string
  close(): Promise<void>
}

const escapeHtml = (unsafe: string) =>
  unsafe.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const field = ([name, value]: readonly [string, string]) =>
  `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`

const postingPage = (parameters: URLSearchParams): string => {
  const fields = [...parameters].filter(([name]) => name !== '_action')
  const action = escapeHtml(parameters.get('_action') ?? '')
  return `<!doctype html><link rel="icon" href="data:,"><form method="post" action="${action}">${fields.map(field).join('')}</form><script>document.forms[0].submit()</script>`
}

const answerPage = async (request: IncomingMessage, url: URL): Promise<string> => {
  const sent = request.method === 'POST' ? await text(request) : url.search
  const shown = { method: request.method, parameters: [...new URLSearchParams(sent)] }
  return `<!doctype html><link rel="icon" href="data:,"><h1>Answered</h1><pre>${escapeHtml(JSON.stringify(shown))}</pre>`
}

const respond = async (request: IncomingMessage, response: ServerResponse) => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const body =
    url.pathname === '/posting' ? postingPage(url.searchParams) : await answerPage(request, url)
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body)
}

/** Starts the application on a free port. */
export const startTinyApplication = async (): Promise<TinyApplication> => {
  const server = createServer(respond).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    redirect_uri: `${origin}/callback`,
    postingPage: (action, fields) =>
      `${origin}/posting?${new URLSearchParams({ _action: action, ...fields })}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** What the application was answered, by which method: waits for its page. */
export const answered = async (
  page: Page,
): Promise<{ readonly method: string; readonly parameters: URLSearchParams }> => {
  await page.getByRole('heading', { name: 'Answered' }).waitFor()
  const { method, parameters } = JSON.parse((await page.textContent('pre')) ?? '')
  return { method, parameters: new URLSearchParams(parameters) }
}
