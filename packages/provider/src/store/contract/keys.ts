import assert from 'node:assert/strict'
import type { StoredKey } from '../store.ts'
import { aKey, atOnce, type Check, countOf, NOW } from './given.ts'

const AT = { retired_at: NOW + 5000, now: NOW }

/** Keys, and how one takes over from another. */
export function keyContract(check: Check): void {
  check('rotateKey announces a key and gives the older one its end', async (store, tenant_id) => {
    const old = aKey('old', { created_at: NOW - 100, active_from: NOW - 100 })
    const next = aKey('next', { active_from: NOW + 600 })
    assert.equal(await store.rotateKey(tenant_id, old, AT), 'rotated')
    assert.equal(await store.rotateKey(tenant_id, next, AT), 'rotated')
    assert.deepEqual(await store.listKeys(tenant_id), [{ ...old, retired_at: NOW + 5000 }, next])
  })

  check(
    'rotateKey leaves an end that is set, and other uses and algs',
    async (store, tenant_id) => {
      const ended = aKey('a', { created_at: NOW - 4, retired_at: NOW + 1 })
      const mac = aKey('b', { created_at: NOW - 3, use: 'mac', alg: 'HS256' })
      const rsa = aKey('c', { created_at: NOW - 2, alg: 'RS256' })
      for (const key of [ended, mac, rsa]) await store.rotateKey(tenant_id, key, AT)
      const next = aKey('d', { active_from: NOW + 600 })
      assert.equal(await store.rotateKey(tenant_id, next, AT), 'rotated')
      assert.deepEqual(await store.listKeys(tenant_id), [ended, mac, rsa, next])
    },
  )

  check(
    'rotateKey tells taken while another is announced and not active',
    async (store, tenant_id) => {
      const old = aKey('old', { created_at: NOW - 100, active_from: NOW - 100 })
      const next = aKey('next', { active_from: NOW + 1 })
      await store.rotateKey(tenant_id, old, AT)
      await store.rotateKey(tenant_id, next, AT)
      const third = aKey('third', { created_at: NOW + 5, active_from: NOW + 601 })
      assert.equal(
        await store.rotateKey(tenant_id, third, { retired_at: NOW + 6000, now: NOW }),
        'taken',
      )
      assert.deepEqual(await store.listKeys(tenant_id), [{ ...old, retired_at: NOW + 5000 }, next])
      assert.equal(
        await store.rotateKey(tenant_id, third, { retired_at: NOW + 6000, now: NOW + 1 }),
        'rotated',
      )
      assert.deepEqual(await store.listKeys(tenant_id), [
        { ...old, retired_at: NOW + 5000 },
        { ...next, retired_at: NOW + 6000 },
        third,
      ])
    },
  )

  check(
    'rotateKey removes what is announced, where it is told to, and nothing else',
    async (store, tenant_id, other_id) => {
      const old = aKey('old', { created_at: NOW - 100, active_from: NOW - 100 })
      const next = aKey('next', { created_at: NOW - 10, active_from: NOW + 600 })
      const rsa = aKey('rsa', { created_at: NOW - 9, alg: 'RS256', active_from: NOW + 600 })
      for (const id of [tenant_id, other_id])
        for (const key of [old, next, rsa]) await store.rotateKey(id, key, AT)
      const urgent = aKey('urgent')
      const removing = { retired_at: NOW + 9000, now: NOW, announced: 'remove' } as const
      assert.equal(await store.rotateKey(tenant_id, rsa, removing), 'taken')
      assert.equal(await store.rotateKey(tenant_id, urgent, removing), 'rotated')
      const ended = { ...old, retired_at: NOW + 5000 }
      assert.deepEqual(await store.listKeys(tenant_id), [ended, rsa, urgent])
      assert.deepEqual(await store.listKeys(other_id), [ended, next, rsa])
    },
  )

  check(
    'rotateKey brings later ends down, where it is told to, of the same use and alg alone',
    async (store, tenant_id) => {
      const sooner = aKey('a', { created_at: NOW - 5, retired_at: NOW + 1 })
      const later = aKey('b', { created_at: NOW - 4, retired_at: NOW + 5000 })
      const unended = aKey('c', { created_at: NOW - 3 })
      const rsa = aKey('d', { created_at: NOW - 2, alg: 'RS256', retired_at: NOW + 5000 })
      const ending = { retired_at: NOW + 7000, now: NOW }
      for (const key of [sooner, later, unended, rsa])
        assert.equal(await store.rotateKey(tenant_id, key, ending), 'rotated')
      const next = aKey('e')
      const dropping = { retired_at: NOW + 60, now: NOW, ended: 'shorten' } as const
      assert.equal(await store.rotateKey(tenant_id, next, dropping), 'rotated')
      const [shortened, ended] = [later, unended].map((key) => ({ ...key, retired_at: NOW + 60 }))
      assert.deepEqual(await store.listKeys(tenant_id), [sooner, shortened, ended, rsa, next])
    },
  )

  check('rotateKey tells taken for a kid that is there', async (store, tenant_id) => {
    await store.rotateKey(tenant_id, aKey('k'), AT)
    assert.equal(await store.rotateKey(tenant_id, aKey('k', { alg: 'RS256' }), AT), 'taken')
    assert.deepEqual(await store.listKeys(tenant_id), [aKey('k')])
  })

  check(
    'replaceWrapped puts another wrapping in the place of the one named, and changes nothing else',
    async (store, tenant_id, other_id) => {
      const kept = aKey('k', { retired_at: NOW + 9 })
      const secret: StoredKey = {
        kid: 's',
        use: 'seal',
        alg: 'A256GCM',
        created_at: NOW + 1,
        active_from: NOW + 2,
        wrapped: 's.wrapped',
      }
      for (const id of [tenant_id, other_id])
        for (const key of [kept, secret]) await store.rotateKey(id, key, AT)
      for (const { kid, wrapped } of [kept, secret])
        assert.equal(
          await store.replaceWrapped(tenant_id, kid, { before: wrapped, wrapped: `${kid} anew` }),
          'replaced',
        )
      assert.deepEqual(await store.listKeys(tenant_id), [
        { ...kept, wrapped: 'k anew' },
        { ...secret, wrapped: 's anew' },
      ])
      assert.deepEqual(await store.listKeys(other_id), [kept, secret])
    },
  )

  check(
    'replaceWrapped changes nothing where the key is wrapped otherwise, or is not there',
    async (store, tenant_id, other_id) => {
      const kept = aKey('k')
      await store.rotateKey(tenant_id, kept, AT)
      const change = { before: kept.wrapped, wrapped: 'anew' }
      const stale = { before: 'k.older', wrapped: 'anew' }
      assert.equal(await store.replaceWrapped(tenant_id, 'k', stale), 'changed')
      assert.equal(await store.replaceWrapped(tenant_id, 'other', change), 'unknown')
      assert.equal(await store.replaceWrapped(other_id, 'k', change), 'unknown')
      assert.deepEqual(await store.listKeys(tenant_id), [kept])
    },
  )

  check('of 100 who replace one wrapping at once, one has', async (store, tenant_id) => {
    await store.rotateKey(tenant_id, aKey('k'), AT)
    const told = await atOnce(100, (turn) =>
      store.replaceWrapped(tenant_id, 'k', { before: 'k.wrapped', wrapped: `anew ${turn}` }),
    )
    assert.deepEqual(countOf(told), { replaced: 1, changed: 99 })
    const winner = told.indexOf('replaced')
    const [key] = await store.listKeys(tenant_id)
    assert.equal(key?.wrapped, `anew ${winner}`)
  })

  check('of 100 who rotate one key at once, one has rotated it', async (store, tenant_id) => {
    await store.rotateKey(tenant_id, aKey('old', { created_at: NOW - 100 }), AT)
    const told = await atOnce(100, (turn) =>
      store.rotateKey(tenant_id, aKey(`k${turn}`, { active_from: NOW + 600 }), AT),
    )
    assert.deepEqual(countOf(told), { rotated: 1, taken: 99 })
    assert.equal((await store.listKeys(tenant_id)).length, 2)
  })
}
