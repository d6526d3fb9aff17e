import { shownText } from '@gryphon/provider'
import { html } from 'hono/html'
import type { Person } from '../people-store.ts'
import { monogram } from './avatar.ts'
import type { Markup } from './say.ts'

const CLAIM_LIMIT = 80

/** A claim as text fit to show; `undefined` where it is not text, or nothing is left of it. */
export const shownClaim = ({ claims }: Person, name: string): string | undefined => {
  const value = claims[name]
  return typeof value === 'string' ? shownText(value, CLAIM_LIMIT) || undefined : undefined
}

/** Who somebody is, by picture, name, and what they sign in with. */
export const personShown = (person: Person): Markup => {
  const username = shownText(person.username, CLAIM_LIMIT)
  const name = shownClaim(person, 'name') ?? username
  const login = shownClaim(person, 'email') ?? username
  return html`${monogram(person.sub, name)}<span class="who"><bdi class="name">${name}</bdi>${
    login !== name && html` <bdi class="login">${login}</bdi>`
  }</span>`
}
