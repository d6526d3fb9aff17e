import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Grant, Store } from '@gryphon/provider'
import { aGrant, aPerson, aSession, NOW, RP } from './people-given.ts'
import type { PeopleStore } from './people-store.ts'

export { RP } from './people-given.ts'

/** People, and the store of the same provider where it is the same place: what belongs to a person goes with them. */
export interface PeopleAndStore {
  readonly people: PeopleStore
  readonly store?: Store
  close(): Promise<void>
}

type Check = (
  name: string,
  body: (opened: PeopleAndStore, tenant_id: string, other_id: string) => Promise<void>,
) => void

/**
 * What every store of people must hold to: registers the tests of the contract with `node:test`. It is opened once, works on
 * tenants of the tests' own (`people-…`), and is closed in the end.
 *
 * @example peopleContract('people in memory', async () => ({ people: memoryPeople(), close: async () => {} }))
 */
export function peopleContract(name: string, open: () => Promise<PeopleAndStore>): void {
  describe(name, () => {
    let opened: Promise<PeopleAndStore> | undefined
    let tenants = 0
    before(() => {
      opened = open()
      return opened
    })
    after(async () => (await opened)?.close())
    const check: Check = (title, body) => {
      test(title, async () => {
        tenants += 1
        await body(await (opened ?? open()), `people-${tenants}`, `people-${tenants}-other`)
      })
    }
    describe('adding and finding people', () => addingContract(check))
    describe('signing in', () => loginContract(check))
    describe('listing people', () => listingContract(check))
    describe('replacing people', () => replacingContract(check))
    describe('changing passwords', () => passwordContract(check))
    describe('removing people', () => removingContract(check))
  })
}

function addingContract(check: Check): void {
  check('addPerson keeps a person as they are', async ({ people }, tenant_id) => {
    assert.equal(await people.addPerson(tenant_id, aPerson('jane')), 'added')
    assert.deepEqual(await people.findPerson(tenant_id, 'jane'), aPerson('jane'))
    assert.equal(await people.findPerson(tenant_id, 'joe'), undefined)
  })

  check('addPerson tells taken for a username that is there', async ({ people }, tenant_id) => {
    await people.addPerson(tenant_id, aPerson('1', { username: 'Jane' }))
    for (const username of ['Jane', 'jane', 'JANE', 'ｊane'])
      assert.equal(await people.addPerson(tenant_id, aPerson('2', { username })), 'taken')
    assert.equal(await people.findPerson(tenant_id, '2'), undefined)
  })

  check('addPerson tells taken for a sub that is there', async ({ people }, tenant_id) => {
    await people.addPerson(tenant_id, aPerson('1'))
    assert.equal(await people.addPerson(tenant_id, aPerson('1', { username: 'joe' })), 'taken')
    assert.deepEqual(await people.findPerson(tenant_id, '1'), aPerson('1'))
  })

  check('of 50 who take one username at once, one has it', async ({ people }, tenant_id) => {
    const told = await Promise.all(
      Array.from({ length: 50 }, (_, turn) =>
        people.addPerson(tenant_id, aPerson(`${turn}`, { username: 'jane' })),
      ),
    )
    assert.equal(told.filter((outcome) => outcome === 'added').length, 1)
    const winner = await people.findPersonByLogin(tenant_id, 'jane')
    assert.equal(winner?.sub, `${told.indexOf('added')}`)
  })

  check(
    'a person of one tenant means nothing in another',
    async ({ people }, tenant_id, other_id) => {
      await people.addPerson(tenant_id, aPerson('jane'))
      assert.equal(await people.findPerson(other_id, 'jane'), undefined)
      assert.equal(await people.findPersonByLogin(other_id, 'jane'), undefined)
      assert.equal(await people.findPersonByLogin(other_id, 'jane@people.example'), undefined)
      assert.deepEqual(await people.listPeople(other_id, { limit: 10 }), [])
      assert.equal(await people.replacePerson(other_id, aPerson('jane')), 'unknown')
      assert.equal(await people.removePerson(other_id, 'jane'), 'unknown')
      assert.equal(await people.addPerson(other_id, aPerson('jane', { disabled: true })), 'added')
      assert.deepEqual(await people.findPerson(tenant_id, 'jane'), aPerson('jane'))
    },
  )
}

function loginContract(check: Check): void {
  check('a person is found by username, however it is written', async ({ people }, tenant_id) => {
    await people.addPerson(tenant_id, aPerson('1', { username: 'Zoë' }))
    for (const login of ['Zoë', 'zoë', 'ZOË', 'zoe\u0308'])
      assert.equal((await people.findPersonByLogin(tenant_id, login))?.sub, '1', login)
    assert.equal(await people.findPersonByLogin(tenant_id, 'zoe'), undefined)
    assert.equal(await people.findPersonByLogin(tenant_id, ''), undefined)
  })

  check('a person is found by email, if nobody else has it', async ({ people }, tenant_id) => {
    await people.addPerson(tenant_id, aPerson('1', { claims: { email: 'Us@people.example' } }))
    assert.equal((await people.findPersonByLogin(tenant_id, 'us@PEOPLE.example'))?.sub, '1')
    await people.addPerson(tenant_id, aPerson('2', { claims: { email: 'us@people.example' } }))
    assert.equal(await people.findPersonByLogin(tenant_id, 'us@people.example'), undefined)
    await people.removePerson(tenant_id, '1')
    assert.equal((await people.findPersonByLogin(tenant_id, 'us@people.example'))?.sub, '2')
  })

  check('a username goes before an email', async ({ people }, tenant_id) => {
    const email = 'us@people.example'
    await people.addPerson(tenant_id, aPerson('1', { claims: { email } }))
    await people.addPerson(tenant_id, aPerson('2', { username: email, claims: {} }))
    assert.equal((await people.findPersonByLogin(tenant_id, email))?.sub, '2')
  })
}

function listingContract(check: Check): void {
  check('listPeople lists them by username, a page at a time', async ({ people }, tenant_id) => {
    for (const username of ['dora', 'Anna', 'carl', 'Bert'])
      await people.addPerson(tenant_id, aPerson(username.toLowerCase(), { username }))
    const page = async (after: string | undefined, limit: number) =>
      (
        await people.listPeople(tenant_id, { limit, ...(after === undefined ? {} : { after }) })
      ).map((person) => person.username)
    assert.deepEqual(await page(undefined, 10), ['Anna', 'Bert', 'carl', 'dora'])
    assert.deepEqual(await page(undefined, 2), ['Anna', 'Bert'])
    assert.deepEqual(await page('Bert', 2), ['carl', 'dora'])
    assert.deepEqual(await page('BERT', 1), ['carl'])
    assert.deepEqual(await page('bz', 1), ['carl'])
    assert.deepEqual(await page('dora', 2), [])
  })
}

function replacingContract(check: Check): void {
  check('replacePerson replaces all of a person but their sub', async ({ people }, tenant_id) => {
    await people.addPerson(tenant_id, aPerson('1', { username: 'jane' }))
    const changed = aPerson('1', {
      username: 'janet',
      claims: { email: 'j@x.example' },
      disabled: true,
    })
    assert.equal(await people.replacePerson(tenant_id, changed), 'replaced')
    assert.deepEqual(await people.findPerson(tenant_id, '1'), changed)
    assert.deepEqual(await people.findPersonByLogin(tenant_id, 'janet'), changed)
    assert.deepEqual(await people.findPersonByLogin(tenant_id, 'j@x.example'), changed)
    assert.equal(await people.findPersonByLogin(tenant_id, 'jane'), undefined)
    assert.equal(await people.findPersonByLogin(tenant_id, '1@people.example'), undefined)
    assert.equal(
      await people.replacePerson(tenant_id, { ...changed, username: 'Janet' }),
      'replaced',
    )
  })

  check("replacePerson tells taken for another's username", async ({ people }, tenant_id) => {
    for (const sub of ['jane', 'joe']) await people.addPerson(tenant_id, aPerson(sub))
    const stealing = aPerson('joe', { username: 'JANE' })
    assert.equal(await people.replacePerson(tenant_id, stealing), 'taken')
    assert.deepEqual(await people.findPerson(tenant_id, 'joe'), aPerson('joe'))
  })

  check('replacePerson tells unknown where there is nobody', async ({ people }, tenant_id) => {
    assert.equal(await people.replacePerson(tenant_id, aPerson('nobody')), 'unknown')
    assert.equal(await people.findPerson(tenant_id, 'nobody'), undefined)
  })
}

const TIMES = { now: NOW, expires_at: NOW + 1000 } as const

const JANES_CHANGE = { sub: 'jane', password_hash: '$argon2id$another' } as const

function passwordContract(check: Check): void {
  check('changePassword changes it and nothing else', async ({ people }, tenant_id) => {
    await people.addPerson(tenant_id, aPerson('jane'))
    assert.equal(await people.changePassword(tenant_id, JANES_CHANGE, TIMES), 'changed')
    const changed = aPerson('jane', { password_hash: '$argon2id$another' })
    assert.deepEqual(await people.findPerson(tenant_id, 'jane'), changed)
    assert.deepEqual(await people.findPersonByLogin(tenant_id, 'jane@people.example'), changed)
  })

  check(
    'changePassword tells unknown where there is nobody',
    async ({ people }, tenant_id, other_id) => {
      await people.addPerson(other_id, aPerson('jane'))
      assert.equal(await people.changePassword(tenant_id, JANES_CHANGE, TIMES), 'unknown')
      assert.deepEqual(await people.findPerson(other_id, 'jane'), aPerson('jane'))
    },
  )

  check(
    'changePassword ends what the old one opened, and of nobody else',
    async (opened, ...ids) => {
      const { people, store } = opened
      if (store === undefined) return
      const scope = ['openid', 'offline_access']
      const grantOf = (sub: string, name: string): Grant => ({
        ...aGrant(`${sub}-${name}`, sub),
        sid: `sid-${sub}`,
        scope,
      })
      for (const id of ids) {
        await store.registerClient(id, RP)
        for (const sub of ['jane', 'joe']) {
          await people.addPerson(id, aPerson(sub))
          await store.signIn(id, sub, { ...aSession(sub), sid: `sid-${sub}` }, undefined)
          await store.joinSession(id, `sid-${sub}`, 'rp')
          await store.openGrant(id, grantOf(sub, 'refreshed'), TIMES)
        }
      }
      const [tenant_id, other_id] = ids
      await people.changePassword(tenant_id, JANES_CHANGE, TIMES)
      assert.equal(await store.findSession(tenant_id, 'jane', NOW), undefined)
      const revoked = { outcome: 'revoked', reason: 'revoked_by_operator' }
      assert.deepEqual(await store.findGrant(tenant_id, 'jane-refreshed', NOW), revoked)
      const told = (await store.listDeliveries(tenant_id)).map(({ sid, client_id }) => [
        sid,
        client_id,
      ])
      assert.deepEqual(told, [['sid-jane', 'rp']])
      const code = await store.openGrant(tenant_id, grantOf('jane', 'code'), TIMES)
      assert.equal(code, 'signed_out')
      const anew = { ...grantOf('jane', 'anew'), sid: 'sid-jane-anew' }
      assert.equal(await store.openGrant(tenant_id, anew, TIMES), 'opened')
      for (const [id, sub] of [
        [tenant_id, 'joe'],
        [other_id, 'jane'],
      ] as const) {
        assert.equal((await store.findSession(id, sub, NOW))?.sub, sub)
        assert.equal((await store.findGrant(id, `${sub}-refreshed`, NOW)).outcome, 'live')
        assert.equal(await store.openGrant(id, grantOf(sub, 'code'), TIMES), 'opened')
      }
      assert.deepEqual(await store.listDeliveries(other_id), [])
    },
  )
}

function removingContract(check: Check): void {
  check('removePerson removes a person, and tells so once', async ({ people }, tenant_id) => {
    await people.addPerson(tenant_id, aPerson('jane'))
    assert.equal(await people.removePerson(tenant_id, 'jane'), 'removed')
    assert.equal(await people.removePerson(tenant_id, 'jane'), 'unknown')
    assert.equal(await people.findPerson(tenant_id, 'jane'), undefined)
    assert.equal(await people.findPersonByLogin(tenant_id, 'jane'), undefined)
    assert.equal(await people.addPerson(tenant_id, aPerson('jane2', { username: 'jane' })), 'added')
  })

  check(
    'removePerson ends what belongs to them, and to nobody else',
    async (opened, tenant_id, other_id) => {
      const { people, store } = opened
      if (store === undefined) return
      const consent = { scope: ['openid'], resource: [], in: 'request', given_at: NOW }
      for (const id of [tenant_id, other_id]) await store.registerClient(id, RP)
      for (const id of [tenant_id, other_id])
        for (const sub of ['jane', 'joe']) {
          await people.addPerson(id, aPerson(sub))
          await store.signIn(id, `${sub}-1`, aSession(sub), undefined)
          await store.signIn(id, `${sub}-2`, aSession(sub), undefined)
          await store.recordConsent(id, sub, 'rp', consent)
          await store.openGrant(id, aGrant(sub, sub), { now: NOW, expires_at: NOW + 1000 })
        }
      await people.removePerson(tenant_id, 'jane')
      for (const session of ['jane-1', 'jane-2'])
        assert.equal(await store.findSession(tenant_id, session, NOW), undefined)
      assert.equal(await store.findConsent(tenant_id, 'jane', 'rp'), undefined)
      const revoked = { outcome: 'revoked', reason: 'revoked_by_operator' }
      assert.deepEqual(await store.findGrant(tenant_id, 'jane', NOW), revoked)
      for (const [id, sub] of [
        [tenant_id, 'joe'],
        [other_id, 'jane'],
      ] as const) {
        assert.deepEqual(await store.findSession(id, `${sub}-1`, NOW), aSession(sub))
        assert.deepEqual(await store.findConsent(id, sub, 'rp'), consent)
        assert.equal((await store.findGrant(id, sub, NOW)).outcome, 'live')
      }
    },
  )
}
