import { STANDARD_SCOPES } from '@gryphon/protocol'
import type { Client, Resource } from '@gryphon/provider'

/** What an operator should know of a client that is as it may be, but asks for what is not there: perhaps a slip of the hand. */
export const clientWarnings = (
  { scope, introspects = [] }: Pick<Client, 'scope' | 'introspects'>,
  resources: readonly Resource[],
): readonly string[] => {
  const known: readonly string[] = [
    ...STANDARD_SCOPES,
    ...resources.flatMap(({ scopes }) => scopes.map((one) => one.scope)),
  ]
  const apis = resources.map(({ resource }) => resource)
  return [
    ...scope
      .filter((word) => !known.includes(word))
      .map(
        (word) => `scope: no API has '${word}' yet, so nobody is given it: gryphon resource add`,
      ),
    ...introspects
      .filter((api) => !apis.includes(api))
      .map((api) => `introspects: '${api}' is no API yet, to the letter: gryphon resource list`),
  ]
}
