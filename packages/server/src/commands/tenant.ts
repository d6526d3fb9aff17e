import { DEFAULT_TENANT, issuerOf, SettingError, type Tenant } from '@gryphon/provider'
import { defineCommand, JSON_OPTION } from '../command/command.ts'
import { answer, dateOf, tableOf } from '../command/show.ts'
import { UsageError } from '../command/usage-error.ts'
import { withProvider } from '../command/with-provider.ts'

const shown = (host: string, { tenant_id, name, created_at }: Tenant) => ({
  tenant_id,
  name,
  issuer: issuerOf(host, tenant_id),
  created_at,
})

/** `gryphon tenant add` */
export const tenantAdd = defineCommand({
  name: 'tenant add',
  summary: 'Adds a tenant: an OpenID Provider of its own, with its own keys, clients and people.',
  args: ['ID'],
  options: {
    name: { type: 'text', value: 'NAME', meaning: 'The name that people read (default: its ID)' },
    ...JSON_OPTION,
  },
  settings: ['data', 'issuer'],
  examples: ['gryphon tenant add acme --name "Acme Ltd"'],
  run: (call) =>
    withProvider(
      call,
      async ({ provider }) => {
        const [tenant_id = ''] = call.args
        const tenant = await provider.admin.addTenant(tenant_id, call.options.name ?? tenant_id)
        const told = shown(provider.issuer, tenant)
        answer(call, told, `Tenant ${tenant.name} is at ${told.issuer}`)
      },
      'made',
    ),
})

/** `gryphon tenant list` */
export const tenantList = defineCommand({
  name: 'tenant list',
  summary: 'Lists the tenants.',
  args: [],
  options: { ...JSON_OPTION },
  settings: ['data', 'issuer'],
  examples: ['gryphon tenant list'],
  run: (call) =>
    withProvider(call, async ({ provider }) => {
      const tenants = (await provider.store.listTenants()).map((it) => shown(provider.issuer, it))
      const rows = tenants.map((it) => ({ ...it, created_at: dateOf(it.created_at) }))
      answer(call, tenants, tableOf(rows))
    }),
})

/** `gryphon tenant remove` */
export const tenantRemove = defineCommand({
  name: 'tenant remove',
  summary: 'Removes a tenant with its keys, clients, people and everything else of it.',
  args: ['ID'],
  options: {
    yes: { type: 'flag', meaning: 'Yes, remove it: nothing brings it back' },
    ...JSON_OPTION,
  },
  settings: ['data', 'database.url'],
  examples: ['gryphon tenant remove acme --yes'],
  run: (call) => {
    const [tenant_id = ''] = call.args
    if (tenant_id === DEFAULT_TENANT)
      throw new SettingError('tenant', 'the default tenant cannot be removed: it is the provider')
    return withProvider(call, async ({ provider: { store } }) => {
      const isKnown = (await store.findTenant(tenant_id)) !== undefined
      if (isKnown && !call.options.yes)
        throw new UsageError(
          `this removes all keys, clients and people of '${tenant_id}' for ever: add --yes`,
          'tenant remove',
        )
      const outcome = isKnown ? await store.removeTenant(tenant_id) : 'unknown'
      if (outcome === 'unknown')
        throw new SettingError(
          'tenant',
          `there is no tenant '${tenant_id}': see gryphon tenant list`,
        )
      answer(call, { tenant_id, outcome }, `Tenant ${tenant_id} is removed`)
    })
  },
})
