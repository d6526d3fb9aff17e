import { html } from 'hono/html'
import { appLogo, destination, plainName } from './application.ts'
import { alert, type Page } from './layout.ts'
import { signedInAs } from './signed-in-as.ts'
import { type PersonView, stepForm } from './step.ts'

/** The page for someone who came back to a finished flow, by the back button or a reload: one click goes on (PITFALLS 20). */
export const continuePage = (view: PersonView): Page => {
  const { interaction, language } = view
  const { say, sayPlain } = language
  const app = html`<bdi>${plainName(language, interaction.client)}</bdi>`
  const button = html`<button class="primary" name="action" value="continue">${say('continue', { app })}</button>`
  return {
    status: 200,
    title: sayPlain('continue_title'),
    main: html`<header>
${appLogo(language, interaction.client)}
<h1>${say('continue_title')}</h1>
<p class="lead">${say('continue_lead')}</p>
</header>
${view.is_other_person && alert(say('other_person'))}
${signedInAs(view)}
${stepForm(view, button)}
${destination(view)}`,
  }
}
