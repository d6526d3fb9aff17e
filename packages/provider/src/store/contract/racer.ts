import type { Store } from '../store.ts'

/** What a racing process is told to do: the same call, so many times at once. */
export interface RacedCall {
  readonly operation:
    | 'openGrant'
    | 'refreshGrant'
    | 'claimOnce'
    | 'addTenant'
    | 'endSessions'
    | 'takeDeliveries'
  readonly given: readonly unknown[]
  readonly times: number
}

const [, , module = '', location = ''] = process.argv
const { openStore } = (await import(module)) as { openStore(location: string): Promise<Store> }
const store = await openStore(location)

process.on('message', async ({ operation, given, times }: RacedCall) => {
  const call = store[operation] as (...given: readonly unknown[]) => Promise<unknown>
  process.send?.(await Promise.all(Array.from({ length: times }, () => call(...given))))
})
process.on('disconnect', () => store.close())
process.send?.('ready')
