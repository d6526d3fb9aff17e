import { DEFAULT_TENANT, SettingError, type Tenant } from '@gryphon/provider'
import { readSettings } from '../configuration/read-settings.ts'
import type { Settings } from '../configuration/settings.ts'
import type { WhereAbsent } from '../open-database.ts'
import { type OpenProvider, openProvider } from '../open-provider.ts'
import { didYouMean } from '../suggest.ts'
import { type Call, sourcesOf } from './command.ts'
import { logOf } from './log-of.ts'

/** A provider that is open for one command, and the tenant that the command is about. */
export interface Operated extends Omit<OpenProvider, 'close'> {
  readonly tenant: Tenant
}

const findTenant = async ({ provider }: OpenProvider, tenant_id: string): Promise<Tenant> => {
  const tenant = await provider.store.findTenant(tenant_id)
  if (tenant !== undefined) return tenant
  const known = (await provider.store.listTenants()).map((it) => it.tenant_id)
  throw new SettingError(
    'tenant',
    `there is no tenant '${tenant_id}'${didYouMean(tenant_id, known) || ': see gryphon tenant list'}`,
  )
}

const whereOf = (settings: Settings) =>
  settings['database.url'] === undefined ? `in ${settings.data}` : 'in this database'

/**
 * Opens the provider of a call's settings, does the work, and closes it, whatever happens. A server may run beside it. Where there is
 * no provider, nothing is made: throws `SettingError`. Commands that set one up before its first start have it `made`.
 */
export const withProvider = async (
  call: Call,
  work: (operated: Operated) => Promise<void>,
  absent: WhereAbsent = 'refused',
): Promise<void> => {
  const { world, options } = call
  const settings = readSettings(sourcesOf(call))
  const log = logOf(world, settings)
  const issuer = settings.issuer ?? `http://localhost:${settings.port}`
  const opened = await openProvider(settings, issuer, { ...world, log: log.event, absent })
  if (opened.found === 'nothing')
    world.err(`gryphon: there was no provider ${whereOf(settings)} yet: a new one is made`)
  try {
    const asked = typeof options.tenant === 'string' ? options.tenant : DEFAULT_TENANT
    await work({ ...opened, tenant: await findTenant(opened, asked) })
  } finally {
    await opened.close()
  }
}
