import { html } from 'hono/html'
import { appLogo, destination, plainName } from './application.ts'
import { alert, type Page } from './layout.ts'
import { say, sayPlain } from './say.ts'
import { signedInAs } from './signed-in-as.ts'
import { type PersonView, stepForm } from './step.ts'

/** The page for someone who came back to a finished flow, by the back button or a reload: one click goes on (PITFALLS 20). */
export const continuePage = (view: PersonView): Page => {
  const { client } = view.interaction
  const button = html`<button class="primary" name="action" value="continue">${say('continue', { app: html`<bdi>${plainName(client)}</bdi>` })}</button>`
  return {
    status: 200,
    title: sayPlain('continue_title'),
    main: html`<header>
${appLogo(client)}
<h1>${say('continue_title')}</h1>
<p class="lead">${say('continue_lead')}</p>
</header>
${view.is_other_person && alert(say('other_person'))}
${signedInAs(view)}
${stepForm(view, button)}
${destination(view.interaction)}`,
  }
}
