/** Work of many owners, some of whom are slow. */
export interface Work<Item, Owner> {
  /** Takes up to `limit` items, none of these owners. */
  readonly take: (limit: number, busy: readonly Owner[]) => Promise<readonly Item[]>
  readonly ownerOf: (item: Item) => Owner
  /** The owner in a word. */
  readonly keyOf: (item: Item) => string
  readonly work: (item: Item) => Promise<void>
  /** How many items are worked on at once. */
  readonly places: number
}

/** How many are taken at a time, and so how many places one owner has at the most: it gets no more until all of them are done. */
const SHARE = 4
/** How many are worked on before there is an end. */
const BATCH = 500

/**
 * Works off what there is, as places come free: nobody waits for an owner who is slow, but their own items. Returns the function that
 * does so until nothing is left, or a batch is done, and tells how many were worked on; called again meanwhile it only looks anew,
 * and tells 0. What fails is thrown once all that had begun is done.
 */
export function workOff<Item, Owner>(work: Work<Item, Owner>): () => Promise<number> {
  let wake: (() => void) | undefined
  const woken = () =>
    new Promise<void>((resolve) => {
      wake = resolve
    })
  return async () => {
    if (wake !== undefined) {
      wake()
      return 0
    }
    try {
      return await drain(work, woken)
    } finally {
      wake = undefined
    }
  }
}

async function drain<Item, Owner>(
  work: Work<Item, Owner>,
  woken: () => Promise<void>,
): Promise<number> {
  const { begin, fail, busy, places, underWay, end } = placesOf(work)
  for (;;) {
    const called = woken()
    const limit = Math.min(SHARE, places())
    const items = limit === 0 ? [] : await work.take(limit, busy()).catch(fail)
    for (const item of items) begin(item)
    if (items.length > 0) continue
    if (underWay.size === 0) return end()
    await Promise.race([called, ...underWay])
  }
}

/** The places of one batch, and who has them. */
function placesOf<Item, Owner>({ work, keyOf, ownerOf, places }: Work<Item, Owner>) {
  const owners = new Map<string, { readonly owner: Owner; readonly items: number }>()
  const underWay = new Set<Promise<unknown>>()
  const faults: unknown[] = []
  let begun = 0
  const count = (item: Item, by: 1 | -1) => {
    const key = keyOf(item)
    const items = (owners.get(key)?.items ?? 0) + by
    if (items === 0) owners.delete(key)
    else owners.set(key, { owner: ownerOf(item), items })
  }
  const fail = (cause: unknown): readonly never[] => {
    faults.push(cause)
    return []
  }
  return {
    underWay,
    fail,
    busy: () => [...owners.values()].map(({ owner }) => owner),
    places: () => (faults.length > 0 ? 0 : Math.min(places - underWay.size, BATCH - begun)),
    begin: (item: Item) => {
      begun += 1
      count(item, 1)
      const run = work(item)
        .catch(fail)
        .finally(() => {
          count(item, -1)
          underWay.delete(run)
        })
      underWay.add(run)
    },
    end: () => {
      if (faults.length > 0) throw faults[0]
      return begun
    },
  }
}
