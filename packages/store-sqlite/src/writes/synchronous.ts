/** The same operations, done in the thread that calls them: a promise's value is returned. */
export type Synchronous<T> = {
  readonly [K in keyof T]: T[K] extends (...given: infer Given) => Promise<infer Told>
    ? (...given: Given) => Told
    : never
}
