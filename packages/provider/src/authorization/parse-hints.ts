import { AuthorizationError, DISPLAYS, type Display, wordsOf } from '@gryphon/protocol'
import type { Client } from '../model/client.ts'
import type { Parameters } from '../model/parameters.ts'
import type { Supported } from './parse.ts'

/**
 * The subject that `id_token_hint` names: an ID Token of this OP, its age no matter (Core §3.1.2.1). It must be the client's own,
 * for it is a hint about a session "with the Client"; and a `sub` means a person only to whom it was told (Core §8.1).
 */
export function parseIdTokenHint(
  parameters: Parameters,
  { client_id }: Client,
  { verifyIdToken }: Pick<Supported, 'verifyIdToken'>,
): string | undefined {
  const hint = parameters.get('id_token_hint')
  if (hint === undefined) return undefined
  const { sub, aud } = verifyIdToken(hint) ?? {}
  if (typeof sub !== 'string') throw refuse('id_token_hint is not an ID Token of this provider')
  if (aud !== client_id) throw refuse('id_token_hint was issued to another client')
  return sub
}

const refuse = (description: string) =>
  new AuthorizationError('invalid_request', description, 'Core §3.1.2.1')

/** How the pages are to be shown; what is not known is shown as a page, for it is a wish (Core §3.1.2.1). */
export const parseDisplay = (parameters: Parameters): Display =>
  DISPLAYS.find((known) => known === parameters.get('display')) ?? 'page'

/** Language tags (BCP 47), best first; what is none is passed over, for it is a wish (Core §3.1.2.1). */
export const parseLocales = (text: string | undefined): readonly string[] =>
  wordsOf(text).filter((tag) => /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag))
