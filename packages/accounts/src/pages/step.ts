import type { Interaction } from '@gryphon/protocol'
import type { PendingInteraction } from '@gryphon/provider'
import { html } from 'hono/html'
import type { Person } from '../people-store.ts'
import type { Language } from './language.ts'
import type { Markup } from './say.ts'

/** Which page a form came from: what the person was asked to do, or `continue` when there was nothing left to do. */
export type Step = Interaction | 'continue'

/** What a page is made from. */
export interface View {
  readonly interaction: PendingInteraction
  readonly language: Language
}

/** What a page is made from that speaks to someone who is signed in. */
export interface PersonView extends View {
  readonly person: Person
  /** Whether the form that was sent showed someone else as signed in. */
  readonly is_other_person: boolean
}

/** The step that is due. */
export const dueStep = ({ prompt }: PendingInteraction): Step => prompt ?? 'continue'

/** A form of a page: it bears the ticket, the step, and whom the page showed as signed in. */
export const stepForm = (
  { interaction, person }: Pick<View, 'interaction'> & { readonly person?: Person },
  content: Markup,
): Markup => html`<form method="post" action="${interaction.action}">
<input type="hidden" name="${interaction.hidden.name}" value="${interaction.hidden.value}">
<input type="hidden" name="step" value="${dueStep(interaction)}">
${person && html`<input type="hidden" name="sub" value="${person.sub}">`}
${content}
</form>`

/** The address of another page of the same interaction: a plain link, so that going back and reloading do what they say. */
export const pageAddress = (
  { action, hidden }: PendingInteraction,
  show: 'login' | 'create',
): string => `${action}?${new URLSearchParams({ [hidden.name]: hidden.value, show })}`
