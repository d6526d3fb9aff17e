import type { Instruments } from '@gryphon/provider'

/** What watches a server at work: its provider, and each operation of its store. */
export interface Watch extends Instruments {
  readonly storeOperation: <T>(operation: string, work: () => Promise<T>) => Promise<T>
}

/** Two that watch as one: the first is outside. */
export const both = (outer: Watch, inner: Watch): Watch => ({
  request: (watched, respond) => outer.request(watched, () => inner.request(watched, respond)),
  signature: (alg, sign) => outer.signature(alg, () => inner.signature(alg, sign)),
  storeOperation: (operation, work) =>
    outer.storeOperation(operation, () => inner.storeOperation(operation, work)),
})

type Operation = (...given: readonly unknown[]) => Promise<unknown>

/** A store, or what is kept beside it, each of whose operations is watched. */
export const watchedStore = <Store extends object>(
  store: Store,
  { storeOperation }: Pick<Watch, 'storeOperation'>,
): Store => {
  const watched = new Map<string | symbol, Operation>()
  const watch = (name: string, operation: Operation): Operation => {
    const made: Operation = (...given) =>
      storeOperation(name, () => operation.apply(store, [...given]))
    watched.set(name, made)
    return made
  }
  return new Proxy(store, {
    get: (_, name) => {
      const value: unknown = Reflect.get(store, name, store)
      return typeof value === 'function' && typeof name === 'string'
        ? (watched.get(name) ?? watch(name, value as Operation))
        : value
    },
  })
}
