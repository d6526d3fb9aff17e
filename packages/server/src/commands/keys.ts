import type { KeyStatus, RewrappedKeys } from '@gryphon/provider'
import {
  type Call,
  defineCommand,
  JSON_OPTION,
  sourcesOf,
  TENANT_OPTION,
} from '../command/command.ts'
import { progressOf } from '../command/progress.ts'
import { answer, dateOf, tableOf } from '../command/show.ts'
import { UsageError } from '../command/usage-error.ts'
import { type Operated, withProvider } from '../command/with-provider.ts'
import { replaceKeyFile } from '../configuration/master-key.ts'
import { readSettings } from '../configuration/read-settings.ts'
import { checkFile, keyFileSourceOf } from '../open-database.ts'

const rowsOf = (keys: readonly KeyStatus[]) =>
  tableOf(
    keys.map(({ kid, use, alg, status, active_from, retired_at }) => ({
      kid,
      use,
      alg,
      status,
      'used from': dateOf(active_from),
      'kept until': retired_at === undefined ? '' : dateOf(retired_at),
    })),
  )

/** `gryphon keys list` */
export const keysList = defineCommand({
  name: 'keys list',
  summary: 'Lists the keys: those that sign, that seal, and that make keyed hashes.',
  args: [],
  options: { ...TENANT_OPTION, ...JSON_OPTION },
  settings: ['data', 'database.url'],
  examples: ['gryphon keys list'],
  run: (call) =>
    withProvider(call, async ({ provider, tenant }) => {
      const keys = await provider.admin.listKeys(tenant.tenant_id)
      answer(call, keys, rowsOf(keys))
    }),
})

/** Does something for every tenant, in turn, and shows how far it is. */
const forEachTenant = async <T>(
  { world }: Call,
  { provider }: Operated,
  work: (tenant_id: string) => Promise<T>,
): Promise<readonly (readonly [string, T])[]> => {
  const tenants = await provider.store.listTenants()
  const progress = progressOf(world, 'Tenants', tenants.length)
  const done: (readonly [string, T])[] = []
  try {
    progress.reached(0)
    for (const { tenant_id } of tenants) {
      done.push([tenant_id, await work(tenant_id)])
      progress.reached(done.length)
    }
  } finally {
    progress.end()
  }
  return done
}

/** `gryphon keys rotate` */
export const keysRotate = defineCommand({
  name: 'keys rotate',
  summary: 'Announces new keys, which sign and seal once everyone has had time to know them.',
  args: [],
  options: {
    alg: { type: 'list', value: 'ALG', meaning: 'Only the key of this alg; A256GCM is what seals' },
    now: {
      type: 'flag',
      meaning:
        'Use the new key at once, in the place of one that is announced: for a key that has leaked, at the price of refused tokens',
    },
    'drop-old': {
      type: 'flag',
      meaning:
        'With --now: nothing that the old keys made counts any more, those that retire too. Tokens, and with A256GCM logins under way and refresh tokens, are refused',
    },
    'all-tenants': { type: 'flag', meaning: 'Of every tenant; what is announced is left as it is' },
    ...TENANT_OPTION,
    ...JSON_OPTION,
  },
  settings: ['data', 'database.url', 'key_rotation_days'],
  examples: [
    'gryphon keys rotate',
    'gryphon keys rotate --alg RS256 --now --drop-old',
    'gryphon keys rotate --all-tenants',
  ],
  run: (call) => {
    const { alg, tenant, 'all-tenants': isOfAll, 'drop-old': isDropped, now } = call.options
    if (isDropped && !now) throw new UsageError('--drop-old goes with --now', 'keys rotate')
    if (isOfAll && tenant !== undefined)
      throw new UsageError('give --tenant or --all-tenants, not both', 'keys rotate')
    const rotation = {
      ...(alg.length === 0 ? {} : { algs: alg }),
      at: now ? 'now' : 'once_announced',
      old: isDropped ? 'dropped' : 'kept',
    } as const
    return withProvider(call, async (operated) => {
      const { admin } = operated.provider
      if (!isOfAll) {
        const keys = await admin.rotateKeys(operated.tenant.tenant_id, rotation)
        return answer(call, keys, rowsOf(keys))
      }
      const rotated = await forEachTenant(call, operated, (tenant_id) =>
        admin.rotateKeys(tenant_id, { ...rotation, announced: 'leave' }),
      )
      const words = `New keys are announced for ${rotated.length} tenants`
      answer(call, Object.fromEntries(rotated), words)
    })
  },
})

/** Servers that were started before wrap with the old one still: until none does, there is something to be done again. */
const nextOf = (rewrapped: number): string =>
  rewrapped > 0
    ? 'Start servers with it alone, do this once more, and put the old one away with the backups that it opens.'
    : 'If servers were started with it since, put another one away, if there is one, with the backups that it opens.'

const sumOf = (all: readonly RewrappedKeys[], name: keyof RewrappedKeys) =>
  all.reduce((sum, one) => sum + one[name], 0)

/** `gryphon keys rewrap` */
export const keysRewrap = defineCommand({
  name: 'keys rewrap',
  summary:
    'Wraps the keys of all tenants with the master key that another one opens. Servers may run meanwhile.',
  args: [],
  options: {
    new: {
      type: 'flag',
      meaning:
        'First make a new master key in the file master.key; the old one is then in master.other.key, which servers on this folder find by themselves',
    },
    ...JSON_OPTION,
  },
  settings: ['data', 'database.url', 'master_key_command'],
  examples: [
    'gryphon keys rewrap --new',
    'GRYPHON_MASTER_KEY=new… GRYPHON_OTHER_MASTER_KEY=old… gryphon keys rewrap',
  ],
  run: async (call) => {
    const settings = readSettings(sourcesOf(call))
    checkFile(settings)
    if (call.options.new) replaceKeyFile(keyFileSourceOf(settings, call.world))
    await withProvider(call, async (operated) => {
      const all = await forEachTenant(call, operated, operated.provider.admin.rewrapKeys)
      const told = all.map(([, one]) => one)
      const counts = {
        tenants: all.length,
        keys: sumOf(told, 'keys'),
        rewrapped: sumOf(told, 'rewrapped'),
      }
      answer(
        call,
        counts,
        `${counts.rewrapped} of ${counts.keys} keys of ${counts.tenants} tenants are wrapped anew; the master key opens all of them now.\n${nextOf(counts.rewrapped)}`,
      )
    })
  },
})
