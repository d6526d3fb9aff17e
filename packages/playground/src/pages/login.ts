import { html } from 'hono/html'
import { sequenceDiagram } from '../diagram/diagram.ts'
import { nameOf } from '../flow/claims.ts'
import type { ApiAnswer, Login, Notice } from '../flow/login.ts'
import { snippetOf } from '../flow/snippet.ts'
import type { Html } from '../web/html.ts'
import { listing } from './listing.ts'
import { checksTable, claimsTable, findingsTable } from './tables.ts'
import { workbenchAside } from './workbench.ts'

/** What the page after a login shows. */
export interface LoginPage {
  readonly id: string
  readonly login: Login
  readonly csrf: string
  readonly issuer: string
  readonly resource: string
}

/** What to call the person of a login: what the ID Tokens say, or userinfo. */
export const personOf = ({ front, first, userinfo }: Login): string =>
  nameOf({ ...front.claims, ...first.claims, ...userinfo })

const person = (login: Login): Html => {
  const name = personOf(login)
  return html`
  <div class="person">
    <span class="initial" aria-hidden="true">${[...name][0]?.toUpperCase() ?? ''}</span>
    <div>
      <h1>Hello, ${name}</h1>
      <ul class="chips" aria-label="This login">
        <li class="chip">${login.choice.response_type}</li>
        <li class="chip">${login.choice.response_mode}</li>
        <li class="chip">scope: ${login.current.scope ?? login.choice.scope.join(' ')}</li>
        ${login.findings.length > 0 ? html`<li class="chip bad">revoked</li>` : ''}
      </ul>
    </div>
  </div>`
}

const noticeLine = ({ tone, text }: Notice): Html =>
  html`<p class="notice ${tone}" id="notice" role="status">${text}</p>`

const apiAnswer = ({ title, status, body }: ApiAnswer): Html => html`
  <section class="notice ${status < 400 ? 'good' : 'bad'}" id="answer" role="status">
    <p><b>${title}</b> answered ${status}</p>
    <p class="mono">${body.slice(0, 1000)}</p>
  </section>`

const replayed = ({ findings }: Login): Html => html`
  <section id="replay">
    <div class="section-head">
      <h2>The code was used twice</h2>
      <p>Two uses of one code mean that someone else has it. The provider cannot tell the thief from the application, so it ends everything that came from it (RFC 6749 §4.1.2).</p>
    </div>
    ${findingsTable(findings)}
  </section>`

const idTokens = ({ front, first }: Login): Html => html`
  <section>
    <div class="section-head">
      <h2>${front.claims === undefined ? 'The ID Token' : 'Both ID Tokens, side by side'}</h2>
      <p>${
        front.claims === undefined
          ? 'This response type brings no ID Token through the browser: there is one, from the token endpoint.'
          : 'The first says just enough to know the person; the second, which no browser sees, may say more. On who it is they must agree (Core §3.3.3.6).'
      }</p>
    </div>
    ${claimsTable(front.claims, first.claims)}
  </section>`

const checks = (login: Login): Html => html`
  <section>
    <div class="section-head">
      <h2>Every check that was made</h2>
      <p>By <code>@gryphon/client</code>, in this order. One that fails ends the login.</p>
    </div>
    ${checksTable(login.checks)}
  </section>`

/** The page after a login: the person, the flow that really happened, the tokens and what can be done with them. */
export const loginPage = ({ id, login, csrf, issuer, resource }: LoginPage): Html => html`
  ${person(login)}
  ${login.notice === undefined ? '' : noticeLine(login.notice)}
  ${login.answer === undefined ? '' : apiAnswer(login.answer)}
  ${login.findings.length === 0 ? '' : replayed(login)}
  <div class="workbench">
    <section id="flow">
      <div class="section-head">
        <h2>What happened</h2>
        <p>Every arrow was really sent; what passed between others, and is only inferred here, is dotted. Open a step to see its request and response.</p>
      </div>
      ${sequenceDiagram(login.steps)}
    </section>
    ${workbenchAside(login, id, csrf)}
  </div>
  ${login.first.claims === undefined ? '' : idTokens(login)}
  ${checks(login)}
  <section>
    <div class="section-head"><h2>The code for it</h2></div>
    ${listing(snippetOf(login.choice, { issuer, resource }), 'The code for this login')}
  </section>`
