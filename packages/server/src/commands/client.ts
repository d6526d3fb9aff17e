import { type Client, SettingError } from '@gryphon/provider'
import { defineCommand, JSON_OPTION, TENANT_OPTION } from '../command/command.ts'
import { answer, pairsOf, tableOf } from '../command/show.ts'
import { withProvider } from '../command/with-provider.ts'
import { CLIENT_OPTIONS, readClientMetadata } from './client-metadata.ts'

/** A client as it is shown: without what is kept of its secrets. */
const shown = ({ client_secret_hash, client_secret_sealed, dynamic, ...client }: Client) =>
  dynamic === undefined ? client : { ...client, dynamic: { expires_at: dynamic.expires_at } }

const unknownClient = (client_id: string) =>
  new SettingError('client', `there is no client '${client_id}': see gryphon client list`)

const KEEP_IT = '\nThe secret is told this once: keep it where the application finds it.'

/** `gryphon client add` */
export const clientAdd = defineCommand({
  name: 'client add',
  summary: 'Registers a client: an application that people sign in to.',
  args: [],
  options: { ...CLIENT_OPTIONS, ...TENANT_OPTION, ...JSON_OPTION },
  settings: ['data'],
  examples: [
    'gryphon client add --name "My App" --redirect-uri https://app.example.com/callback --response-type "code id_token"',
    'gryphon client add --metadata client.json --json',
  ],
  run: (call) =>
    withProvider(call, async ({ provider, tenant }) => {
      const metadata = await readClientMetadata(call.options, call.world)
      const { client, client_secret } = await provider.admin.registerClient(
        tenant.tenant_id,
        metadata,
      )
      const { client_id, ...rest } = shown(client)
      const told = { client_id, client_secret, ...rest }
      answer(call, told, pairsOf(told) + (client_secret === undefined ? '' : KEEP_IT))
    }),
})

/** `gryphon client list` */
export const clientList = defineCommand({
  name: 'client list',
  summary: 'Lists the clients.',
  args: [],
  options: { ...TENANT_OPTION, ...JSON_OPTION },
  settings: ['data'],
  examples: ['gryphon client list'],
  run: (call) =>
    withProvider(call, async ({ provider, tenant }) => {
      const clients = (await provider.store.listClients(tenant.tenant_id)).map(shown)
      const rows = clients.map(({ client_id, client_name, response_types, redirect_uris }) => ({
        client_id,
        client_name,
        response_types: response_types.join(', '),
        redirect_uris: redirect_uris.join(' '),
      }))
      answer(call, clients, rows.length === 0 ? 'There are none.' : tableOf(rows))
    }),
})

/** `gryphon client show` */
export const clientShow = defineCommand({
  name: 'client show',
  summary: 'Shows a client with all its metadata.',
  args: ['CLIENT_ID'],
  options: { ...TENANT_OPTION, ...JSON_OPTION },
  settings: ['data'],
  examples: ['gryphon client show 5f0c… --json'],
  run: (call) =>
    withProvider(call, async ({ provider, tenant }) => {
      const [client_id = ''] = call.args
      const client = await provider.store.findClient(tenant.tenant_id, client_id)
      if (client === undefined) throw unknownClient(client_id)
      answer(call, shown(client), pairsOf(shown(client)))
    }),
})

/** `gryphon client remove` */
export const clientRemove = defineCommand({
  name: 'client remove',
  summary: 'Removes a client; what people allowed it is forgotten, and its grants are revoked.',
  args: ['CLIENT_ID'],
  options: { ...TENANT_OPTION, ...JSON_OPTION },
  settings: ['data'],
  examples: ['gryphon client remove 5f0c…'],
  run: (call) =>
    withProvider(call, async ({ provider, tenant }) => {
      const [client_id = ''] = call.args
      const outcome = await provider.store.removeClient(tenant.tenant_id, client_id)
      if (outcome === 'unknown') throw unknownClient(client_id)
      answer(call, { client_id, outcome }, `Client ${client_id} is removed`)
    }),
})
