import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { test } from 'node:test'
import { launchBrowser } from '../support/browser.ts'
import { addClient } from '../support/clients.ts'
import { freePort } from '../support/gryphon.ts'
import { PERSON, startOp } from '../support/op.ts'

const CLIENT_ID = 'watcher'

/** A client's page: asks the frame, and tells what it answered. */
const watching = (frame: string) => `<!doctype html><iframe id="op" src="${frame}"></iframe>
<script>
const ask = (message) => new Promise((resolve) => {
  addEventListener('message', ({ data }) => resolve(data), { once: true })
  document.getElementById('op').contentWindow.postMessage(message, new URL('${frame}').origin)
})
</script>`

const serve = async (port: number, listener: RequestListener) => {
  const server = createServer(listener).listen(port, 'localhost')
  await once(server, 'listening')
  return {
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('a client watches the session from a frame: unchanged, and changed after the logout (Session Management §3.2, §4.2)', async () => {
  const [port, clientPort] = [await freePort(), await freePort()]
  const issuer = `http://localhost:${port}`
  const client = `http://localhost:${clientPort}`
  const op = await startOp('fetch', { issuer, session_management: true })
  await addClient(op, { client_id: CLIENT_ID, redirect_uris: [`${client}/callback`] })
  const servers = [
    await serve(port, op.op.node),
    await serve(clientPort, (_, response) => {
      response.setHeader('content-type', 'text/html')
      response.end(watching(`${issuer}/oauth/check-session`))
    }),
  ]
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext()
    const page = await context.newPage()
    const asked = new URLSearchParams({
      client_id: CLIENT_ID,
      redirect_uri: `${client}/callback`,
      response_type: 'code id_token',
      scope: 'openid',
      nonce: 'n',
    })
    await page.goto(`${issuer}/authorize?${asked}`)
    await page.getByLabel('Username').fill(PERSON.username)
    await page.getByLabel('Password').fill(PERSON.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`${client}/callback**`)
    const answered = new URLSearchParams(new URL(page.url()).hash.slice(1))
    const session_state = answered.get('session_state')
    const ask = (message: string): Promise<unknown> =>
      page.evaluate(`ask(${JSON.stringify(message)})`)

    assert.equal(await ask(`${CLIENT_ID} ${session_state}`), 'unchanged')
    assert.equal(await ask(`another ${session_state}`), 'changed')
    for (const message of ['', CLIENT_ID, `${CLIENT_ID} x`, `${CLIENT_ID} ${session_state} x`])
      assert.equal(await ask(message), 'error', message)

    const tab = await context.newPage()
    await tab.goto(`${issuer}/oauth/logout?id_token_hint=${answered.get('id_token')}`)
    await tab.getByRole('heading').first().waitFor()
    assert.equal(await ask(`${CLIENT_ID} ${session_state}`), 'changed')
  } finally {
    await browser.close()
    for (const server of servers) server.close()
    await op.close()
  }
})
