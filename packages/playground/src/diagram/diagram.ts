import { html, raw } from 'hono/html'
import type { Exchange, Field, Message, Milestone, Party, Phase, Step } from '../flow/step.ts'
import { PARTIES } from '../flow/step.ts'
import type { Html } from '../web/html.ts'

const NAMES: Readonly<Record<Party, string>> = {
  browser: 'Browser',
  application: 'Application',
  provider: 'Provider',
  api: 'API',
}

const PHASES: Readonly<Record<Phase, readonly [title: string, text: string]>> = {
  preparation: ['Preparation', 'what the application learns of the provider, once'],
  front: ['Front channel', 'what passes through the browser'],
  back: ['Back channel', 'the application and the provider, without the browser'],
  api: ['At the API', 'the access token at work'],
  refresh: ['Refresh', 'new tokens without the person'],
  replay: ['The code, once more', 'what happens to someone who uses it twice'],
}

interface Numbered {
  readonly number: number
  readonly step: Step
  readonly elapsed: number
}

interface Part {
  readonly phase: Phase
  readonly steps: readonly Numbered[]
}

const numbered = (steps: readonly Step[]): readonly Numbered[] => {
  const start = steps[0]?.at ?? 0
  return steps.map((step, index) => ({
    step,
    elapsed: step.at - start,
    number: steps.slice(0, index + 1).filter(({ kind }) => kind === 'exchange').length,
  }))
}

/** The steps in the parts of the flow they belong to: neighbours of one phase stand together. */
export const partsOf = (steps: readonly Step[]): readonly Part[] => {
  const entries = numbered(steps)
  const begins = entries.flatMap(({ step: { phase } }, index) =>
    entries[index - 1]?.step.phase === phase ? [] : [{ phase, index }],
  )
  return begins.map(({ phase, index }, part) => ({
    phase,
    steps: entries.slice(index, begins[part + 1]?.index),
  }))
}

/**
 * A span of time as a person reads it; `seconds` with their fraction.
 *
 * @example showElapsed(12.34) // '12.3 s'
 */
export const showElapsed = (seconds: number): string =>
  seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`

const fieldRows = (fields: readonly Field[]): Html =>
  html`${fields.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}`

const messagePart = (title: string, message: Message): Html => html`
  <section class="message">
    <h4>${title}</h4>
    <p class="line"><code>${message.line}</code></p>
    ${message.headers.length > 0 ? html`<dl class="fields headers">${fieldRows(message.headers)}</dl>` : ''}
    ${message.fields.length > 0 ? html`<dl class="fields">${fieldRows(message.fields)}</dl>` : ''}
  </section>`

const directionOf = ({ from, to }: Exchange): string =>
  PARTIES.indexOf(from) < PARTIES.indexOf(to) ? 'rightward' : 'leftward'

const arrows = (exchange: Exchange): Html => html`
  <span class="arrow ${exchange.request === undefined && exchange.seen === 'seen' ? 'dashed' : ''}" aria-hidden="true"></span>
  ${
    exchange.answer === undefined
      ? ''
      : html`<span class="answer"><span class="vh">, answered: </span>${exchange.answer}</span>
          <span class="arrow back" aria-hidden="true"></span>`
  }`

const opened = (exchange: Exchange): Html => html`
  <div class="opened">
    ${exchange.remark === undefined ? '' : html`<p class="remark">${exchange.remark}</p>`}
    <div class="messages">
      ${exchange.request === undefined ? '' : messagePart('Request', exchange.request)}
      ${exchange.response === undefined ? '' : messagePart('Response', exchange.response)}
    </div>
  </div>`

const exchangeRow = (exchange: Exchange, number: number, elapsed: number): Html => html`
  <li class="step ${directionOf(exchange)} from-${exchange.from} to-${exchange.to} ${exchange.seen} ${exchange.outcome}">
    <details>
      <summary>
        <span class="label">
          <span class="number">${number}</span>
          <span class="vh">${NAMES[exchange.from]} to ${NAMES[exchange.to]}: </span>
          <code class="title">${exchange.title}</code>
          ${exchange.carries === '' ? '' : html`<span class="carries">${exchange.carries}</span>`}
        </span>
        <span class="wire">${arrows(exchange)}</span>
        <span class="elapsed"><span class="vh">at </span>${showElapsed(elapsed)}</span>
      </summary>
      ${opened(exchange)}
    </details>
  </li>`

const milestoneRow = ({ title, text }: Milestone, elapsed: number): Html => html`
  <li class="milestone">
    <p class="what"><strong>${title}</strong> <span>${text}</span></p>
    <span class="elapsed"><span class="vh">at </span>${showElapsed(elapsed)}</span>
  </li>`

const row = ({ step, number, elapsed }: Numbered): Html =>
  step.kind === 'exchange' ? exchangeRow(step, number, elapsed) : milestoneRow(step, elapsed)

const part = ({ phase, steps }: Part, index: number, { length }: readonly Part[]): Html => html`
  <section class="phase" ${index === length - 1 ? raw('id="latest"') : ''}>
    <h3><span>${PHASES[phase][0]}</span> <small>${PHASES[phase][1]}</small></h3>
    <ol class="steps">${steps.map(row)}</ol>
  </section>`

/** The sequence diagram of what happened: four lifelines, one row for each step, each opening to its messages. */
export const sequenceDiagram = (steps: readonly Step[]): Html => html`
  <div class="diagram">
    <div class="parties" aria-hidden="true">
      ${PARTIES.map((party) => html`<span class="party ${party}">${NAMES[party]}</span>`)}
    </div>
    ${partsOf(steps).map(part)}
  </div>`
