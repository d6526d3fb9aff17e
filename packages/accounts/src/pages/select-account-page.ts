import { html } from 'hono/html'
import { appLogo, appName, destination } from './application.ts'
import { icon } from './icons.ts'
import { alert, type Page } from './layout.ts'
import { personShown } from './person-shown.ts'
import { type PersonView, stepForm } from './step.ts'

/** The page on which a person chooses to go on as who is signed in, or as someone else (`prompt=select_account`). */
export const selectAccountPage = (view: PersonView): Page => {
  const { interaction, language, person } = view
  const { say, sayPlain } = language
  const choices = html`<ul class="accounts">
<li><button class="account" name="action" value="choose">${personShown(person)}${icon('chevron')}</button></li>
<li><button class="account" name="action" value="use_another_account"><span class="monogram blank" aria-hidden="true">${icon('plus')}</span><span class="who">${say('use_another')}</span>${icon('chevron')}</button></li>
</ul>`
  return {
    status: 200,
    title: sayPlain('select_title'),
    main: html`<header>
${appLogo(language, interaction.client)}
<h1>${say('select_title')}</h1>
<p class="lead">${say('sign_in_lead', { app: appName(language, interaction.client) })}</p>
</header>
${view.is_other_person && alert(say('other_person'))}
${stepForm(view, choices)}
${destination(view)}`,
  }
}
