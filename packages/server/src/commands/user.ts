import type { PeopleStore, Person } from '@gryphon/accounts'
import { SettingError } from '@gryphon/provider'
import { defineCommand, JSON_OPTION, TENANT_OPTION } from '../command/command.ts'
import { answer, dateOf, pairsOf, tableOf } from '../command/show.ts'
import { withProvider } from '../command/with-provider.ts'
import { choosePassword, PASSWORD_OPTIONS } from './choose-password.ts'
import { CLAIM_OPTIONS, readClaims } from './user-claims.ts'

const PAGE = 500

/** A person as they are shown: without the hash of the password. */
const shown = ({ password_hash: _, ...person }: Person) => person

const everyone = async (
  people: PeopleStore,
  tenant_id: string,
  found: readonly Person[] = [],
): Promise<readonly Person[]> => {
  const after = found.at(-1)?.username
  const page = { limit: PAGE, ...(after === undefined ? {} : { after }) }
  const next = await people.listPeople(tenant_id, page)
  const all = [...found, ...next]
  return next.length < PAGE ? all : everyone(people, tenant_id, all)
}

/** `gryphon user add` */
export const userAdd = defineCommand({
  name: 'user add',
  summary: 'Adds a person who can sign in. Asks for the password where nothing else is said.',
  args: ['USERNAME'],
  options: { ...PASSWORD_OPTIONS, ...CLAIM_OPTIONS, ...TENANT_OPTION, ...JSON_OPTION },
  settings: ['data', 'database.url'],
  examples: [
    'gryphon user add jane --name "Jane Doe" --email jane@example.com',
    'gryphon user add jane --generate-password --json',
    'gryphon user add jane --password-stdin < password.txt',
  ],
  run: (call) =>
    withProvider(
      call,
      async ({ accounts, tenant }) => {
        const [username = ''] = call.args
        const claims = readClaims(call.options)
        const { password, isGenerated } = await choosePassword(call, 'user add')
        const added = await accounts.addPerson(tenant.tenant_id, { username, password, claims })
        if (added.outcome !== 'added')
          throw new SettingError('username', `'${username}' is ${added.outcome}: choose another`)
        const { sub } = added.person
        const told = { sub, username, ...(isGenerated ? { password } : {}), claims }
        answer(call, told, pairsOf(told))
      },
      'made',
    ),
})

/** `gryphon user set-password` */
export const userSetPassword = defineCommand({
  name: 'user set-password',
  summary:
    'Gives a person a new password: their sessions end and their grants are revoked. Asks for it where nothing else is said.',
  args: ['USERNAME'],
  options: { ...PASSWORD_OPTIONS, ...TENANT_OPTION, ...JSON_OPTION },
  settings: ['data', 'database.url'],
  examples: [
    'gryphon user set-password jane',
    'gryphon user set-password jane --generate-password',
    'gryphon user set-password jane --password-stdin < password.txt',
  ],
  run: (call) =>
    withProvider(call, async ({ accounts, people, tenant }) => {
      const { tenant_id } = tenant
      const { sub, username } = await findPerson(people, tenant_id, call.args)
      const { password, isGenerated } = await choosePassword(call, 'user set-password')
      const outcome = await accounts.setPassword(tenant_id, { sub, password })
      if (outcome !== 'set')
        throw new SettingError('username', `'${username}' is ${outcome}: nothing was changed`)
      const told = { sub, username, ...(isGenerated ? { password } : {}) }
      answer(call, told, `${username} has a new password${isGenerated ? `: ${password}` : ''}`)
    }),
})

/** `gryphon user list` */
export const userList = defineCommand({
  name: 'user list',
  summary: 'Lists the people who can sign in.',
  args: [],
  options: { ...TENANT_OPTION, ...JSON_OPTION },
  settings: ['data', 'database.url'],
  examples: ['gryphon user list'],
  run: (call) =>
    withProvider(call, async ({ people, tenant }) => {
      const persons = (await everyone(people, tenant.tenant_id)).map(shown)
      const rows = persons.map(({ username, sub, claims, created_at, disabled }) => ({
        username,
        name: typeof claims.name === 'string' ? claims.name : '',
        email: typeof claims.email === 'string' ? claims.email : '',
        sub,
        since: dateOf(created_at),
        disabled: disabled ? 'disabled' : '',
      }))
      answer(call, persons, rows.length === 0 ? 'There are none.' : tableOf(rows))
    }),
})

/** `gryphon user remove` */
export const userRemove = defineCommand({
  name: 'user remove',
  summary:
    'Removes a person with their sessions and consents; their grants are revoked, and applications are told.',
  args: ['USERNAME'],
  options: { ...TENANT_OPTION, ...JSON_OPTION },
  settings: ['data', 'database.url'],
  examples: ['gryphon user remove jane'],
  run: (call) =>
    withProvider(call, async ({ provider, people, tenant }) => {
      const { tenant_id } = tenant
      const { sub, username } = await findPerson(people, tenant_id, call.args)
      // Removing alone would tell no application that the sessions have ended.
      await provider.admin.signOutEverywhere(tenant_id, sub)
      const outcome = await people.removePerson(tenant_id, sub)
      answer(call, { sub, username, outcome }, `${username} is removed`)
    }),
})

const findPerson = async (
  people: PeopleStore,
  tenant_id: string,
  [login = '']: readonly string[],
): Promise<Person> => {
  const named = await people.findPersonByLogin(tenant_id, login)
  const subject = await people.findPerson(tenant_id, login)
  // A name can be chosen, a sub cannot: whoever has another's sub for a name would be taken for them.
  if (named !== undefined && subject !== undefined && named.sub !== subject.sub)
    throw new SettingError(
      'username',
      `'${login}' is the name of ${named.sub} and the sub of ${subject.username}: say the other name of the one you mean`,
    )
  const person = named ?? subject
  if (person === undefined)
    throw new SettingError('username', `there is no '${login}': see gryphon user list`)
  return person
}

/** `gryphon user sign-out` */
export const userSignOut = defineCommand({
  name: 'user sign-out',
  summary: 'Signs a person out everywhere; the server tells the applications within seconds.',
  args: ['USERNAME'],
  options: { ...TENANT_OPTION, ...JSON_OPTION },
  settings: ['data', 'database.url'],
  examples: ['gryphon user sign-out jane'],
  run: (call) =>
    withProvider(call, async ({ provider, people, tenant }) => {
      const { tenant_id } = tenant
      const { sub, username } = await findPerson(people, tenant_id, call.args)
      const ended = await provider.admin.signOutEverywhere(tenant_id, sub)
      const told = { sub, username, sids: ended.map(({ sid }) => sid) }
      const sessions = ended.length === 1 ? '1 session' : `${ended.length} sessions`
      answer(call, told, `${username} is signed out of ${sessions}`)
    }),
})
