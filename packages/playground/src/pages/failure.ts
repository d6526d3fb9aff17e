import type { Check } from '@gryphon/client'
import { html } from 'hono/html'
import { sequenceDiagram } from '../diagram/diagram.ts'
import { type Choice, queryOf } from '../flow/choice.ts'
import type { Step } from '../flow/step.ts'
import type { Html } from '../web/html.ts'
import { checksTable } from './tables.ts'

/** A login that did not come about, and what is known of why. */
export interface Failure {
  readonly title: string
  readonly text: string
  /** Names and values for whoever wants to know exactly: `error`, `error_description`, the rule. */
  readonly details: readonly (readonly [name: string, value: string])[]
  readonly choice: Choice | undefined
  readonly steps: readonly Step[]
  readonly checks: readonly Check[]
}

const ways = (choice: Choice | undefined): Html => html`
  <p class="row">
    ${choice === undefined ? '' : html`<a class="button primary" href="/login?${queryOf({ ...choice, prompt: undefined }).toString()}">Try again</a>`}
    <a class="button" href="/${choice === undefined ? '' : `?${queryOf(choice).toString()}`}">${choice === undefined ? 'Back to the start' : 'Change the choices'}</a>
  </p>`

/** A page that says why a login did not come about, shows how far it came, and leads on. */
export const failurePage = ({ title, text, details, choice, steps, checks }: Failure): Html => html`
  <div class="narrow">
    <h1>${title}</h1>
    <p>${text}</p>
    ${details.length === 0 ? '' : html`<dl class="card">${details.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`}
    ${ways(choice)}
  </div>
  ${steps.length === 0 ? '' : html`<section><div class="section-head"><h2>How far it came</h2></div>${sequenceDiagram(steps)}</section>`}
  ${checks.length === 0 ? '' : html`<section><div class="section-head"><h2>The checks until then</h2></div>${checksTable(checks)}</section>`}`
