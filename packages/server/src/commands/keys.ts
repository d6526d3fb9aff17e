import type { KeyStatus } from '@gryphon/provider'
import { defineCommand, JSON_OPTION, TENANT_OPTION } from '../command/command.ts'
import { answer, dateOf, tableOf } from '../command/show.ts'
import { withProvider } from '../command/with-provider.ts'

const rowsOf = (keys: readonly KeyStatus[]) =>
  tableOf(
    keys.map(({ kid, alg, status, active_from, retired_at }) => ({
      kid,
      alg,
      status,
      'signs from': dateOf(active_from),
      'published until': retired_at === undefined ? '' : dateOf(retired_at),
    })),
  )

/** `gryphon keys list` */
export const keysList = defineCommand({
  name: 'keys list',
  summary: 'Lists the keys that sign tokens.',
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

/** `gryphon keys rotate` */
export const keysRotate = defineCommand({
  name: 'keys rotate',
  summary: 'Announces new signing keys, which sign once everyone has had time to fetch them.',
  args: [],
  options: {
    alg: { type: 'list', value: 'ALG', meaning: 'Only the key of this alg' },
    now: {
      type: 'flag',
      meaning:
        'Sign with the new key at once, in the place of one that is announced: for a key that has leaked, at the price of refused tokens',
    },
    ...TENANT_OPTION,
    ...JSON_OPTION,
  },
  settings: ['data', 'database.url'],
  examples: ['gryphon keys rotate', 'gryphon keys rotate --alg RS256 --now'],
  run: (call) =>
    withProvider(call, async ({ provider, tenant }) => {
      const { alg } = call.options
      const keys = await provider.admin.rotateKeys(tenant.tenant_id, {
        ...(alg.length === 0 ? {} : { algs: alg }),
        at: call.options.now ? 'now' : 'once_announced',
      })
      answer(call, keys, rowsOf(keys))
    }),
})
