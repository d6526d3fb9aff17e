import { type Client, InvalidValueError, type Resource, SettingError } from '@gryphon/provider'
import { type Call, defineCommand, JSON_OPTION, TENANT_OPTION } from '../command/command.ts'
import { answer, dateOf, pairsOf, tableOf } from '../command/show.ts'
import { UsageError } from '../command/usage-error.ts'
import { withProvider } from '../command/with-provider.ts'
import {
  CLIENT_CHANGES,
  CLIENT_OPTIONS,
  givingMetadata,
  readClientMetadata,
} from './client-metadata.ts'
import { clientWarnings } from './client-warnings.ts'

/** A client as it is shown, and as `--metadata` takes it: without what is kept of its secrets. */
const shown = ({
  client_secret_hash,
  client_secret_sealed,
  localized,
  dynamic,
  ...client
}: Client) => ({
  ...client,
  ...localized,
  ...(dynamic === undefined ? {} : { dynamic: { expires_at: dynamic.expires_at } }),
})

const unknownClient = (client_id: string) =>
  new SettingError('client', `there is no client '${client_id}': see gryphon client list`)

const KEEP_IT = '\nThe secret is told this once: keep it where the application finds it.'

const tell = (
  call: Pick<Call, 'options' | 'world'>,
  { client, client_secret }: { readonly client: Client; readonly client_secret?: string },
  resources: readonly Resource[],
) => {
  const { client_id, ...rest } = shown(client)
  const told = { client_id, client_secret, ...rest }
  answer(call, told, wordsOf(told) + (client_secret === undefined ? '' : KEEP_IT))
  for (const warning of clientWarnings(client, resources)) call.world.err(`gryphon: ${warning}`)
}

/** In words, as they are typed: scopes in one text, times in UTC. */
const wordsOf = ({
  scope,
  created_at,
  ...client
}: Pick<Client, 'scope' | 'created_at'> & object): string =>
  pairsOf({ ...client, scope: scope.join(' '), created_at: dateOf(created_at) })

/** `gryphon client add` */
export const clientAdd = defineCommand({
  name: 'client add',
  summary: 'Registers a client: an application that people sign in to.',
  args: [],
  options: { ...CLIENT_OPTIONS, ...TENANT_OPTION, ...JSON_OPTION },
  settings: ['data', 'database.url'],
  examples: [
    'gryphon client add --name "My App" --redirect-uri https://app.example.com/callback --response-type "code id_token"',
    'gryphon client add --metadata client.json --json',
  ],
  run: async (call) => {
    const { options, world } = call
    if (options['redirect-uri'].length === 0 && options.metadata === undefined)
      throw new UsageError('--redirect-uri is needed', 'client add')
    const { redirect_uris = [], ...metadata } = await readClientMetadata(options, world)
    await withProvider(
      call,
      async ({ provider, tenant }) => {
        const given = { redirect_uris, ...metadata }
        const registered = await givingMetadata(options, () =>
          provider.admin.registerClient(tenant.tenant_id, given),
        )
        tell(call, registered, await provider.store.listResources(tenant.tenant_id))
      },
      'made',
    )
  },
})

/** `gryphon client update` */
export const clientUpdate = defineCommand({
  name: 'client update',
  summary:
    'Changes what is said of a client, and leaves the rest and its secret. What null or false is said of in --metadata is taken away.',
  args: ['CLIENT_ID'],
  options: {
    ...CLIENT_CHANGES,
    'new-secret': {
      type: 'flag',
      meaning: 'Make a new secret, told once; the one before it is refused within seconds',
    },
    ...TENANT_OPTION,
    ...JSON_OPTION,
  },
  settings: ['data', 'database.url'],
  examples: [
    'gryphon client update 5f0c… --scope "openid profile offline_access read:notes"',
    'gryphon client update 5f0c… --new-secret',
    'gryphon client update 5f0c… --metadata changes.json --json',
  ],
  run: async (call) => {
    const [client_id = ''] = call.args
    const changes = await readClientMetadata(call.options, call.world)
    const secret = call.options['new-secret'] ? 'renew' : 'keep'
    if (Object.keys(changes).length === 0 && secret === 'keep')
      throw new UsageError('client update needs something to change', 'client update')
    if (changes.client_id !== undefined && changes.client_id !== client_id)
      throw new InvalidValueError(
        'client_id',
        `a client keeps its client_id, which is ${client_id}`,
      )
    await withProvider(call, async ({ provider, tenant }) =>
      tell(
        call,
        await givingMetadata(call.options, () =>
          provider.admin.updateClient(tenant.tenant_id, { ...changes, client_id }, { secret }),
        ),
        await provider.store.listResources(tenant.tenant_id),
      ),
    )
  },
})

/** `gryphon client list` */
export const clientList = defineCommand({
  name: 'client list',
  summary: 'Lists the clients.',
  args: [],
  options: { ...TENANT_OPTION, ...JSON_OPTION },
  settings: ['data', 'database.url'],
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
  settings: ['data', 'database.url'],
  examples: ['gryphon client show 5f0c… --json'],
  run: (call) =>
    withProvider(call, async ({ provider, tenant }) => {
      const [client_id = ''] = call.args
      const client = await provider.store.findClient(tenant.tenant_id, client_id)
      if (client === undefined) throw unknownClient(client_id)
      answer(call, shown(client), wordsOf(shown(client)))
    }),
})

/** `gryphon client remove` */
export const clientRemove = defineCommand({
  name: 'client remove',
  summary: 'Removes a client; what people allowed it is forgotten, and its grants are revoked.',
  args: ['CLIENT_ID'],
  options: { ...TENANT_OPTION, ...JSON_OPTION },
  settings: ['data', 'database.url'],
  examples: ['gryphon client remove 5f0c…'],
  run: (call) =>
    withProvider(call, async ({ provider, tenant }) => {
      const [client_id = ''] = call.args
      const outcome = await provider.store.removeClient(tenant.tenant_id, client_id)
      if (outcome === 'unknown') throw unknownClient(client_id)
      answer(call, { client_id, outcome }, `Client ${client_id} is removed`)
    }),
})
