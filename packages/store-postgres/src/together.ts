import { StoreUnavailable } from '@gryphon/provider'

/** How many go into one statement at most: what a later one may have to wait for. */
const MOST_TOGETHER = 256

/** How many statements of one kind are under way at a time: one that waits for a lock does not hold up all. */
const LANES = 2

interface Asked<Given, Told> {
  readonly given: Given
  readonly resolve: (told: Told) => void
  readonly reject: (fault: unknown) => void
}

/** One operation for many at once: what each is told, in their order. Done wholly or not at all. */
export type ForMany<Given, Told> = (batch: readonly Given[]) => Promise<readonly Told[]>

/**
 * Calls that come together go together, for one statement with many rows costs little more than one with one: those of one
 * turn of the event loop, and all that come while `LANES` statements are under way. `keyOf` names the row that a call is
 * about: no statement has the same one twice. Should a statement fail, each call is made alone, so that one that cannot be
 * done does not take the others with it.
 */
export function together<Given, Told>(
  forMany: ForMany<Given, Told>,
  keyOf?: (given: Given) => string,
): (given: Given) => Promise<Told> {
  let waiting: readonly Asked<Given, Told>[] = []
  let added: Asked<Given, Told>[] = []
  let lanes = 0
  let isPlanned = false

  const plan = () => {
    if (isPlanned || lanes === LANES || waiting.length + added.length === 0) return
    isPlanned = true
    setImmediate(send)
  }
  const send = () => {
    isPlanned = false
    const [batch, left] = withoutTwins([...waiting, ...added], keyOf)
    waiting = left
    added = []
    lanes += 1
    commit(forMany, batch).then(() => {
      lanes -= 1
      plan()
    })
    plan()
  }
  return (given) =>
    new Promise((resolve, reject) => {
      added.push({ given, resolve, reject })
      plan()
    })
}

function withoutTwins<Given, Told>(
  all: readonly Asked<Given, Told>[],
  keyOf: ((given: Given) => string) | undefined,
) {
  if (keyOf === undefined) return [all.slice(0, MOST_TOGETHER), all.slice(MOST_TOGETHER)] as const
  const batch = new Map<string, Asked<Given, Told>>()
  const left: Asked<Given, Told>[] = []
  for (const asked of all) {
    const key = keyOf(asked.given)
    if (batch.size === MOST_TOGETHER || batch.has(key)) left.push(asked)
    else batch.set(key, asked)
  }
  // In the order of their rows: statements that wait for each other's rows would wait in a circle (40P01).
  const sorted = [...batch].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, asked]) => asked)
  return [sorted, left] as const
}

async function commit<Given, Told>(
  forMany: ForMany<Given, Told>,
  batch: readonly Asked<Given, Told>[],
): Promise<void> {
  try {
    const told = await forMany(batch.map(({ given }) => given))
    batch.forEach(({ resolve }, turn) => {
      resolve(told[turn] as Told)
    })
  } catch (fault) {
    if (batch.length > 1 && !(fault instanceof StoreUnavailable))
      for (const asked of batch) await commit(forMany, [asked])
    else for (const { reject } of batch) reject(fault)
  }
}
