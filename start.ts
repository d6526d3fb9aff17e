import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { type Running, startPlayground, startSampleApi } from '@gryphon/playground'
import { InvalidValueError, type Resource, SettingError, systemRandom } from '@gryphon/provider'
import {
  type Beginning,
  type Call,
  type Command,
  type Demo,
  defineCommand,
  type Options,
  pairsOf,
  prepareDemo,
  processWorld,
  runCommand,
  runServer,
} from 'gryphon'

/*
 * `npm start`: the provider, the playground application and the sample API, all real and all in one process. The provider is at
 * `localhost` and the other two are at `127.0.0.1`, so that a browser takes them for different sites, as they would be.
 */
const HOST = '127.0.0.1'

const OPTIONS = {
  'playground-port': {
    type: 'text',
    value: 'PORT',
    meaning: 'Port of the playground (or GRYPHON_PLAYGROUND_PORT; default: 4001)',
  },
  'api-port': {
    type: 'text',
    value: 'PORT',
    meaning: 'Port of the sample API (or GRYPHON_API_PORT; default: 4002)',
  },
} as const satisfies Options

type PortName = keyof typeof OPTIONS

const VARIABLES: Readonly<Record<PortName, string>> = {
  'playground-port': 'GRYPHON_PLAYGROUND_PORT',
  'api-port': 'GRYPHON_API_PORT',
}

const STANDARD_PORTS: Readonly<Record<PortName, number>> = {
  'playground-port': 4001,
  'api-port': 4002,
}

const portOf = (name: PortName, { options, world }: Call<typeof OPTIONS>): number => {
  const text = options[name] ?? world.env[VARIABLES[name]] ?? String(STANDARD_PORTS[name])
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (port < 1 || port > 65_535)
    throw new InvalidValueError(name, `expected a whole number from 1 to 65535, found '${text}'`)
  return port
}

/** A taken port is told by name, with what to do. */
const onPort = async (
  name: PortName,
  port: number,
  start: () => Promise<Running>,
): Promise<Running> => {
  try {
    return await start()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new SettingError(
        name,
        `port ${port} is taken by another program: stop it, or choose another with --${name}`,
      )
    throw error
  }
}

const notesApi = (resource: string): Resource => ({
  resource,
  name: 'Sample notes',
  scopes: [
    { scope: 'read:notes', description: 'Read your notes' },
    { scope: 'write:notes', description: 'Write and change your notes' },
  ],
})

const greeting = (
  { server, settings }: Beginning,
  { username, password }: Demo,
  urls: { readonly playground: string; readonly api: string },
): string =>
  [
    '',
    `  Gryphon is running. Open ${urls.playground} and click Log in.`,
    '',
    pairsOf({ '  Sign in as': username, '  with password': password }),
    '',
    pairsOf({
      '  Provider': server.issuer,
      '  Application': urls.playground,
      '  API': urls.api,
      '  Data folder': resolve(settings.data),
    }),
    '',
    '  Ctrl-C stops all three.',
    '',
  ].join('\n')

interface Ports {
  readonly playground: number
  readonly api: number
}

const begin = async ({ world }: Call<typeof OPTIONS>, ports: Ports, beginning: Beginning) => {
  const { server, settings } = beginning
  const { issuer } = server
  const resource = `http://${HOST}:${ports.api}`
  const demo = await prepareDemo(server, {
    folder: settings.data,
    redirect_uris: [`http://${HOST}:${ports.playground}/callback`],
    resource: notesApi(resource),
    random: world.random,
  })
  const api = await onPort('api-port', ports.api, () =>
    startSampleApi({ issuer, audience: resource, host: HOST, port: ports.api }),
  )
  const { client_id, client_secret } = demo
  const playground = await onPort('playground-port', ports.playground, () =>
    startPlayground({
      ...{ issuer, client_id, client_secret, resource },
      ...{ host: HOST, port: ports.playground },
    }),
  ).catch(async (error: unknown) => {
    await api.close()
    throw error
  })
  world.out(greeting(beginning, demo, { playground: playground.url, api: api.url }))
  return {
    close: async () => {
      await playground.close()
      await api.close()
    },
  }
}

const START: Command = defineCommand({
  name: '',
  summary: 'Starts the provider, the playground application and the sample API.',
  args: [],
  options: OPTIONS,
  settings: ['port', 'data', 'log.level', 'log.format'],
  examples: [
    'npm start',
    'npm start -- --port 5000 --playground-port 5001 --api-port 5002 --data try',
  ],
  run: (call) => {
    const ports = { playground: portOf('playground-port', call), api: portOf('api-port', call) }
    return runServer(call, (beginning) => begin(call, ports, beginning))
  },
})

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  readonly version: string
}

const surroundings = processWorld({
  program: 'npm start --',
  version,
  process,
  now: () => Math.floor(Date.now() / 1000),
  random: systemRandom,
  processors: availableParallelism(),
})

process.exitCode = await runCommand([START], process.argv.slice(2), surroundings)
