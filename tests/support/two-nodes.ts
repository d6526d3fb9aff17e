import { randomBytes } from 'node:crypto'
import { createAccounts } from '@gryphon/accounts'
import { createProvider, type Provider } from '@gryphon/provider'
import { openSqlite } from '@gryphon/store-sqlite'
import { type Door, openDoor } from './door.ts'
import { startOp, type TestOp } from './op.ts'

/** Two providers on one database file, as two processes would be, with a door that takes each in turn. */
export interface TwoNodes {
  readonly first: TestOp
  readonly nodes: readonly [Provider, Provider]
  /** A load balancer: the next request goes to the other node. */
  readonly door: Door
  readonly close: () => Promise<void>
}

/** A second provider on the file of the first, with its clock and master key. */
async function secondNode({ file, now, issuer }: TestOp) {
  const { store, people } = await openSqlite({ file })
  const accounts = createAccounts({ people, now, random: randomBytes })
  const master_key = new Uint8Array(32).fill(7)
  const { pages, claims } = accounts
  const op = await createProvider({ issuer, store, master_key, pages, claims, now })
  return { op, store }
}

/** Starts two nodes on one store. */
export async function startTwoNodes(): Promise<TwoNodes> {
  const first = await startOp('fetch')
  const second = await secondNode(first)
  const doors = [first.door, await openDoor('fetch', second.op)]
  let turn = 0
  const door: Door = {
    host: first.door.host,
    send: (asked) => {
      turn += 1
      return (doors[turn % doors.length] ?? first.door).send(asked)
    },
    close: async () => undefined,
  }
  return {
    first,
    nodes: [first.op, second.op],
    door,
    close: async () => {
      await second.store.close()
      await first.close()
    },
  }
}
