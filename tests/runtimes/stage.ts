import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { RESPONSE_TYPES } from '@gryphon/protocol'
import { transformSync } from 'esbuild'
import { installPackages } from '../packaging/installed-packages.ts'
import { startApplicationServer } from '../support/application-server.ts'
import { logInAt } from '../support/log-in-at.ts'
import { userAgent } from '../support/user-agent.ts'
import { webDoor } from '../support/web-door.ts'
import { startWhole, type Whole } from '../support/whole.ts'
import type { Cast, Return } from './played.ts'

/** What the suite plays on, whatever runs it: a provider, a browser, and a folder with the published packages. */
export interface RuntimeStage {
  /** The folder in which `suite.js` is. */
  readonly folder: string
  readonly cast: Cast
  close(): Promise<void>
}

const FILES = ['suite', 'played']

/** As JavaScript, for runtimes that read no TypeScript; the imports stay, and find the published packages. */
const writeSuite = (folder: string) => {
  for (const name of FILES) {
    const source = readFileSync(join(import.meta.dirname, `${name}.ts`), 'utf8')
    const { code } = transformSync(source, { loader: 'ts', format: 'esm', target: 'es2024' })
    writeFileSync(join(folder, `${name}.js`), code.replace(/(from "\.\/\w+)\.ts"/g, '$1.js"'))
  }
}

/** A browser at the other end of a POST: one person, signed in once. */
const startBrowser = async (whole: Whole) => {
  const server = await startApplicationServer()
  const agent = userAgent(webDoor(whole.issuer))
  server.answer(async (request, response) => {
    try {
      const { url } = JSON.parse(await text(request)) as { readonly url: string }
      const { where, target, parameters } = await logInAt(new URL(url), whole.demo, agent)
      const answer: Return = { where, target, parameters: String(parameters) }
      response.end(JSON.stringify(answer))
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })
  return server
}

/** Starts the provider and the browser, and installs the packages. */
export const setRuntimeStage = async (): Promise<RuntimeStage> => {
  const [{ folder }, whole] = await Promise.all([installPackages(), startWhole()])
  const browser = await startBrowser(whole)
  writeSuite(folder)
  const redirect_uri = `${browser.origin}/callback`
  const { client_id, client_secret } = await whole.addClient({
    redirect_uris: [redirect_uri],
    response_types: RESPONSE_TYPES,
    scope: ['openid', 'profile', 'offline_access', 'read:notes'],
  })
  const { issuer, api: resource } = whole
  return {
    folder,
    cast: { issuer, client_id, client_secret, redirect_uri, resource, browser: browser.origin },
    close: async () => {
      await browser.close()
      await whole.close()
    },
  }
}
