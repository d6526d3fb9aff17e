import { join } from 'node:path'
import { defineCommand } from '../command/command.ts'
import { pairsOf } from '../command/show.ts'
import { DEMO_FILE, prepareDemo } from '../demo/demo.ts'
import { runServer } from '../run-server.ts'

/** Where the playground is, when it is started beside. */
const REDIRECT_URIS = ['http://127.0.0.1:4001/callback']

/** `gryphon` */
export const demo = defineCommand({
  name: '',
  summary: 'Serves a provider to try things with, on this machine: with a demo client and person.',
  args: [],
  options: {},
  settings: ['port', 'host', 'data', 'log.level', 'log.format'],
  examples: ['gryphon', 'gryphon --port 4100 --data ./try'],
  run: (call) =>
    runServer(call, async ({ server, settings }) => {
      const { random, out } = call.world
      const { username, password, client_id } = await prepareDemo(server, {
        folder: settings.data,
        redirect_uris: REDIRECT_URIS,
        random,
      })
      const lines = pairsOf({
        '  Provider ': server.issuer,
        '  Discovery': `${server.issuer}/.well-known/openid-configuration`,
        '  Sign in': `${username} with password ${password}`,
        '  Client': `${client_id}, its secret is in ${join(settings.data, DEMO_FILE)}`,
      })
      out(`Gryphon is running.\n\n${lines}\n`)
      out('Your own application: gryphon client add --redirect-uri …     Ctrl-C stops.')
      return undefined
    }),
})
