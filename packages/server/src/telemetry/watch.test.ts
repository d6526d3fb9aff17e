import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryStore } from '@gryphon/provider'
import { both, type Watch, watchedStore } from './watch.ts'

/** Notes what it watches. */
const noting = (notes: string[], who: string): Watch => {
  const note = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    notes.push(`${who} ${what}`)
    return work()
  }
  return {
    request: (_, respond) => note('request', respond),
    signature: note,
    storeOperation: note,
  }
}

test('each operation of a store is watched by its name, and does what it did', async () => {
  const notes: string[] = []
  const store = watchedStore(memoryStore(), noting(notes, 'one'))
  await store.addTenant({ tenant_id: 'acme', name: 'Acme', created_at: 1 }, [])
  assert.equal((await store.findTenant('acme'))?.name, 'Acme')
  assert.deepEqual(notes, ['one addTenant', 'one findTenant'])
})

test('a store that is an object of a class is watched too, and keeps its this', async () => {
  class Kept {
    readonly #value = 7
    async read() {
      return this.#value
    }
  }
  const notes: string[] = []
  assert.equal(await watchedStore(new Kept(), noting(notes, 'one')).read(), 7)
  assert.deepEqual(notes, ['one read'])
})

test('of two that watch, the first is outside', async () => {
  const notes: string[] = []
  const watch = both(noting(notes, 'outer'), noting(notes, 'inner'))
  assert.equal(await watch.signature('ES256', async () => 'a JWS'), 'a JWS')
  assert.equal(await watch.storeOperation('findGrant', async () => 1), 1)
  assert.deepEqual(notes, ['outer ES256', 'inner ES256', 'outer findGrant', 'inner findGrant'])
})
