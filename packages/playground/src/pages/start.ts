import { html } from 'hono/html'
import {
  API_SCOPES,
  type Choice,
  OFFERS,
  PROMPTS,
  RESPONSE_MODES,
  STANDARD_SCOPES,
} from '../flow/choice.ts'
import { snippetOf } from '../flow/snippet.ts'
import type { Html } from '../web/html.ts'
import { listing } from './listing.ts'

/** Who the others are. */
export interface Surroundings {
  readonly issuer: string
  readonly client_id: string
  readonly resource: string
  readonly api_url: string
  readonly url: string
}

/** A login of this browser that can be looked at again. */
export interface EarlierLogin {
  readonly id: string
  readonly name: string
  readonly response_type: string
}

/** What the start page shows. */
export interface StartPage {
  readonly choice: Choice
  readonly surroundings: Surroundings
  readonly earlier: readonly EarlierLogin[]
  readonly notice: string | undefined
}

interface Option {
  readonly name: string
  readonly value: string
  readonly text: string
  readonly checked: boolean
  readonly type: 'radio' | 'checkbox'
}

const option = ({ name, value, text, checked, type }: Option): Html => html`
  <label class="option ${value === 'query' ? 'only-query' : ''}">
    <input type="${type}" name="${name}" value="${value}" ${checked ? 'checked' : ''}>
    <b>${value}</b><span>${text}</span>
  </label>`

const responseTypes = (choice: Choice): Html => html`
  <fieldset>
    <legend>What comes back through the browser <code>response_type</code></legend>
    <div class="options">${OFFERS.map(({ response_type, summary }) =>
      option({
        name: 'response_type',
        value: response_type,
        text: summary,
        checked: response_type === choice.response_type,
        type: 'radio',
      }),
    )}</div>
  </fieldset>`

const responseModes = (choice: Choice): Html => html`
  <fieldset>
    <legend>How it comes back <code>response_mode</code></legend>
    <div class="options three">${Object.entries(RESPONSE_MODES).map(([value, text]) =>
      option({
        name: 'response_mode',
        value,
        text,
        checked: value === choice.response_mode,
        type: 'radio',
      }),
    )}</div>
  </fieldset>`

const scopes = (choice: Choice): Html => html`
  <fieldset>
    <legend>What the application may have <code>scope</code></legend>
    <input type="hidden" name="scope" value="">
    <div class="options two">${Object.entries({ ...STANDARD_SCOPES, ...API_SCOPES }).map(
      ([value, text]) =>
        option({
          name: 'scope',
          value,
          text,
          checked: choice.scope.includes(value),
          type: 'checkbox',
        }),
    )}</div>
  </fieldset>`

const promptField = (choice: Choice): Html => html`
  <div class="field">
    <label for="prompt">Ask the person <code>prompt</code></label>
    <select id="prompt" name="prompt">
      <option value="">What is needed</option>
      ${Object.entries(PROMPTS).map(
        ([value, text]) =>
          html`<option value="${value}" ${value === choice.prompt ? 'selected' : ''}>${value}: ${text}</option>`,
      )}
    </select>
  </div>`

const otherFields = (choice: Choice): Html => html`
  <div class="grid-fields">
    ${promptField(choice)}
    <div class="field">
      <label for="max_age">At most since sign-in <code>max_age</code></label>
      <input id="max_age" name="max_age" inputmode="numeric" pattern="[0-9]{1,9}" value="${choice.max_age?.toString() ?? ''}" aria-describedby="max_age_unit">
      <p id="max_age_unit">Seconds. Empty: no limit.</p>
    </div>
    <div class="field">
      <label for="login_hint">Who it probably is <code>login_hint</code></label>
      <input id="login_hint" name="login_hint" autocomplete="off" maxlength="200" value="${choice.login_hint ?? ''}">
    </div>
  </div>`

const cast = ({ issuer, client_id, url, api_url, resource }: Surroundings): Html => html`
  <section class="card">
    <h2>Who takes part</h2>
    <ul class="cast">
      <li><span class="party browser">Browser</span><span>yours</span></li>
      <li><span class="party application">Application</span><span>${url}, as <code>${client_id}</code></span></li>
      <li><span class="party provider">Provider</span><span>${issuer}</span></li>
      <li><span class="party api">API</span><span>${api_url}${resource === api_url ? '' : html`, as <code>${resource}</code>`}</span></li>
    </ul>
  </section>`

const earlierLogins = (earlier: readonly EarlierLogin[]): Html =>
  earlier.length === 0
    ? html``
    : html`<section class="card">
        <h2>Logged in with this browser</h2>
        <ul class="earlier">${earlier.map(
          ({ id, name, response_type }) =>
            html`<li><a href="/logins/${id}">${name}</a> <code>${response_type}</code></li>`,
        )}</ul>
      </section>`

/** The page where a login is put together. */
export const startPage = ({ choice, surroundings, earlier, notice }: StartPage): Html => html`
  ${notice === undefined ? '' : html`<p class="notice good" role="status">${notice}</p>`}
  <div>
    <h1>One hybrid login, step by step</h1>
    <p class="lede">Choose how to log in, then see what really passed between browser, application, provider and API: every request, every token, every check.</p>
  </div>
  <div class="start">
    <form class="card choices" method="get" action="/login">
      ${responseTypes(choice)}
      ${responseModes(choice)}
      ${scopes(choice)}
      ${otherFields(choice)}
      <div class="row"><button class="button primary" type="submit">Log in</button></div>
    </form>
    <div class="aside">
      ${earlierLogins(earlier)}
      ${cast(surroundings)}
      <section>
        <div class="section-head"><h2>The code for it</h2>
        <p>What this application runs, with <code>@gryphon/client</code>.</p></div>
        ${listing(snippetOf(choice, surroundings), 'The code for the chosen login')}
      </section>
    </div>
  </div>`
