import type { TestOp } from './op.ts'

/** Someone else than the person of tests. */
export const BOB = { username: 'bob', password: 'staple battery horse' } as const

/** The password form, filled in by someone else. */
export const SIGN_IN_AS_BOB = { ...BOB, action: 'sign_in' }

/** Adds someone else, and tells the `sub` of both. */
export async function addBob({ accounts, people }: TestOp): Promise<{
  readonly alice: string
  readonly bob: string
}> {
  await accounts.addPerson('default', { ...BOB, claims: { name: 'Bob Example' } })
  const subOf = async (username: string) =>
    (await people.findPersonByLogin('default', username))?.sub ?? 'nobody'
  return { alice: await subOf('alice'), bob: await subOf('bob') }
}
