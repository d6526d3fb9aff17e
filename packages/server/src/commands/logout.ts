import type { LogoutDelivery } from '@gryphon/provider'
import { defineCommand, JSON_OPTION, TENANT_OPTION } from '../command/command.ts'
import { answer, dateOf, tableOf } from '../command/show.ts'
import { withProvider } from '../command/with-provider.ts'

const rowsOf = (deliveries: readonly LogoutDelivery[]) =>
  deliveries.length === 0
    ? 'Every client has heard of every session that ended.'
    : tableOf(
        deliveries.map(({ client_id, sid, attempts, next_at, failed_at, reason }) => ({
          client: client_id,
          session: sid,
          attempts,
          state: failed_at === undefined ? `next try ${dateOf(next_at)}` : 'given up',
          reason,
        })),
      )

/** `gryphon logout list` */
export const logoutList = defineCommand({
  name: 'logout list',
  summary:
    'Lists the back-channel logouts that clients have not taken yet, and those that were given up.',
  args: [],
  options: { ...TENANT_OPTION, ...JSON_OPTION },
  settings: ['data', 'database.url'],
  examples: ['gryphon logout list'],
  run: (call) =>
    withProvider(call, async ({ provider, tenant }) => {
      const deliveries = await provider.admin.listDeliveries(tenant.tenant_id)
      answer(call, deliveries, rowsOf(deliveries))
    }),
})
