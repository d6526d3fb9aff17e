import { html } from 'hono/html'
import { personShown } from './person-shown.ts'
import type { Markup } from './say.ts'
import { type PersonView, stepForm } from './step.ts'

/** Who is signed in, and the way to be someone else. */
export const signedInAs = (view: PersonView): Markup => {
  const { say } = view.language
  const other = html`<button class="link" name="action" value="use_another_account">${say('not_you')}<span class="hidden"> ${say('use_another')}</span></button>`
  return html`<div class="signed-in">
<p><span class="hidden">${say('signed_in_as')} </span>${personShown(view.person)}</p>
${stepForm(view, other)}
</div>`
}
