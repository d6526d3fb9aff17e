import { base64url } from '@gryphon/protocol'
import type { Client } from '../model/client.ts'
import type { LogoutDelivery } from '../model/logout.ts'
import type { Seconds } from '../model/seconds.ts'
import type { Op, World } from '../op.ts'
import { callsFor } from '../outbound/calls.ts'
import type { DeliveryLine } from '../store/store.ts'
import { issueLogoutToken } from './logout-token.ts'
import { workOff } from './work-off.ts'

/** How long after a failed attempt the next one comes; after the last, the client is given up. An hour in all. */
const PAUSES: readonly Seconds[] = [15, 60, 300, 900, 2400]

/** For how long nobody else tries what was taken. */
const LEASE: Seconds = 60

/**
 * How many clients are told at once: in all fewer than calls may go on, for other things are called too (`guardedFetch`); of those that
 * registered themselves half as many as calls to them may (`outboundBy`). However many are slow in one line, the other goes on.
 */
const PLACES: Readonly<Record<DeliveryLine, number>> = { operator: 20, itself: 4 }

/** Finds the OP of a tenant. */
export type FindOp = (tenant_id: string) => Promise<Op | undefined>

type Taken = Awaited<ReturnType<World['store']['takeDeliveries']>>[number]

/** A client of a tenant. */
interface Owner {
  readonly tenant_id: string
  readonly client_id: string
}

/**
 * What tells clients that sessions have ended (Back-Channel Logout §2.5): those that are due, so many side by side, and more as places
 * come free, up to a batch of them; those of the operator and those that registered themselves in lines of their own. Any number of
 * nodes may do so at once. What it gives returns how many were tried; called again meanwhile, it sees to what has come since, and
 * returns at once.
 */
export const logoutDelivery = (world: DeliveryWorld, findOp: FindOp): (() => Promise<number>) => {
  const lines = [lineOf('operator', world, findOp), lineOf('itself', world, findOp)]
  return async () => {
    const told = await Promise.allSettled(lines.map((workOffLine) => workOffLine()))
    const failed = told.find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
    return told.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0)
  }
}

type DeliveryWorld = Pick<World, 'store' | 'now'>

const lineOf = (line: DeliveryLine, { store, now }: DeliveryWorld, findOp: FindOp) =>
  workOff<Taken, Owner>({
    places: PLACES[line],
    take: (limit, busy) => store.takeDeliveries(now(), now() + LEASE, limit, busy, line),
    keyOf: ({ tenant_id, delivery }) => `${tenant_id} ${delivery.client_id}`,
    ownerOf: ({ tenant_id, delivery: { client_id } }) => ({ tenant_id, client_id }),
    work: async ({ tenant_id, delivery }) => {
      const op = await findOp(tenant_id)
      if (op !== undefined) await deliver(op, await op.findClient(delivery.client_id), delivery)
    },
  })

type Attempt =
  | { readonly outcome: 'delivered' | 'unwanted' }
  | { readonly outcome: 'failed'; readonly reason: string }

async function deliver(
  op: Op,
  client: Client | undefined,
  delivery: LogoutDelivery,
): Promise<void> {
  const { tenant_id } = op.tenant
  const { delivery_id, client_id, sid } = delivery
  const about = { tenant_id, request_id: base64url(op.random(9)), client_id, sid }
  const attempt = await attemptDelivery(op, client, delivery)
  if (attempt.outcome !== 'failed') {
    await op.store.settleDelivery(tenant_id, delivery_id, { outcome: 'delivered' })
    if (attempt.outcome === 'delivered') op.log({ event: 'logout.delivered', ...about })
    return
  }
  const { reason } = attempt
  const attempts = delivery.attempts + 1
  const pause = PAUSES[delivery.attempts]
  const now = op.now()
  await op.store.settleDelivery(
    tenant_id,
    delivery_id,
    pause === undefined
      ? { outcome: 'failed', failed_at: now, reason }
      : { outcome: 'retry', next_at: now + pause, reason },
  )
  const event = pause === undefined ? 'logout.given_up' : 'logout.undelivered'
  op.log({ event, ...about, attempts, reason })
}

/** Back-Channel Logout §2.5, §2.8: any 2xx is a yes. */
async function attemptDelivery(
  op: Op,
  client: Client | undefined,
  delivery: LogoutDelivery,
): Promise<Attempt> {
  if (client?.backchannel_logout_uri === undefined) return { outcome: 'unwanted' }
  const logout_token = await issueLogoutToken(op, client, delivery)
  try {
    const { status } = await callsFor(op, client).fetch(client.backchannel_logout_uri, {
      logout_token,
    })
    return status >= 200 && status < 300
      ? { outcome: 'delivered' }
      : { outcome: 'failed', reason: `the client answered ${status}` }
  } catch (error) {
    return { outcome: 'failed', reason: reasonOf(error) }
  }
}

/** What a network error says; of several addresses tried, what it said of the first. */
const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError) return reasonOf(error.errors[0])
  if (!(error instanceof Error)) return 'the client could not be reached'
  return error.name === 'AbortError' || error.name === 'TimeoutError'
    ? 'the client did not answer in time'
    : error.message
}
