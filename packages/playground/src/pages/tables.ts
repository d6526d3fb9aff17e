import type { Check, CheckOutcome, CheckSource } from '@gryphon/client'
import { html } from 'hono/html'
import { type AlignedClaim, alignClaims, type Claims } from '../flow/claims.ts'
import type { Finding } from '../flow/replay.ts'
import type { Html } from '../web/html.ts'

const SOURCES: Readonly<Record<CheckSource, string>> = {
  authorization_response: 'The Authorization Response',
  authorization_response_jwt: 'The JWT around the Authorization Response',
  front_channel_id_token: 'The first ID Token, from the front channel',
  token_response: 'The answer of the token endpoint',
  back_channel_id_token: 'The ID Token from the back channel',
  both_id_tokens: 'Both ID Tokens, against each other',
  refreshed_id_token: 'The ID Token of the refresh',
  userinfo_response: 'The answer of userinfo',
  pushed_authorization_response: 'The answer to the pushed request',
  registration_response: 'The answer to the registration',
  end_session_response: 'The way back from the logout',
  logout_token: 'The Logout Token',
  logout_request: 'The request to log out',
}

const OUTCOMES: Readonly<Record<CheckOutcome, readonly [mark: string, text: string]>> = {
  passed: ['good', '✓ passed'],
  absent: ['quiet', 'not there, not required'],
  left_out: ['quiet', 'left out'],
  failed: ['bad', '✗ failed'],
}

const cell = (label: string, value: string | undefined): Html =>
  value === undefined
    ? html`<td class="value absent" data-label="${label}">–</td>`
    : html`<td class="value" data-label="${label}">${value}</td>`

const checkRow = ({ check, section, expected, found, outcome }: Check): Html => html`
  <tr class="${outcome}">
    <th scope="row">${check}</th>
    ${cell('Expected', expected)}
    ${cell('Found', found)}
    <td data-label="Outcome"><span class="mark ${OUTCOMES[outcome][0]}">${OUTCOMES[outcome][1]}</span></td>
    <td data-label="Rule"><small>${section}</small></td>
  </tr>`

const checkGroup = (source: CheckSource, checks: readonly Check[]): Html => html`
  <tbody>
    <tr class="group"><th scope="rowgroup" colspan="5">${SOURCES[source]}</th></tr>
    ${checks.filter((check) => check.source === source).map(checkRow)}
  </tbody>`

const checkGroups = (checks: readonly Check[]): Html => html`
  <div class="scroll"><table class="stacked checks">
    <thead><tr><th scope="col">Check</th><th scope="col">Expected</th><th scope="col">Found</th><th scope="col">Outcome</th><th scope="col">Rule</th></tr></thead>
    ${[...new Set(checks.map(({ source }) => source))].map((source) => checkGroup(source, checks))}
  </table></div>`

/** The checks that the hybrid flow stands on: shown at once, the others behind a click. */
const FOREMOST: readonly string[] = [
  'signature',
  'iss',
  'sub',
  'nonce',
  'c_hash',
  'at_hash',
  's_hash',
  'error',
]

const isForemost = ({ check, outcome }: Check): boolean =>
  FOREMOST.includes(check) || outcome === 'failed'

/** Every check of a login: what was expected, what was found, and the rule behind it. */
export const checksTable = (checks: readonly Check[]): Html => {
  const others = checks.filter((check) => !isForemost(check))
  return html`${checkGroups(checks.filter(isForemost))}
  <details class="more">
    <summary>${others.length === 1 ? 'The other check' : `The other ${others.length} checks`}</summary>
    ${checkGroups(others)}
  </details>`
}

const COMPARISONS: Readonly<
  Record<AlignedClaim['comparison'], readonly [mark: string, text: string]>
> = {
  agree: ['good', '✓ agree, as they must'],
  disagree: ['bad', '✗ must agree'],
  same: ['quiet', 'same'],
  differs: ['quiet', 'each its own'],
  'front only': ['quiet', 'first only'],
  'back only': ['quiet', 'second only'],
}

const claimRow = ({ name, front, back, meaning, comparison }: AlignedClaim): Html => html`
  <tr class="${comparison.replace(' ', '-')}">
    <th scope="row">${name}</th>
    ${cell('First', front)}
    ${cell('Second', back)}
    <td>${meaning}<small><span class="mark ${COMPARISONS[comparison][0]}">${COMPARISONS[comparison][1]}</span></small></td>
  </tr>`

const bothTokens = (front: Claims, back: Claims | undefined): Html => html`
  <div class="scroll"><table class="stacked claims">
    <thead><tr><th scope="col">Claim</th><th scope="col">First, through the browser</th><th scope="col">Second, from the token endpoint</th><th scope="col">Meaning</th></tr></thead>
    <tbody>${alignClaims(front, back).map(claimRow)}</tbody>
  </table></div>`

const soleClaimRow = ({ name, back, meaning }: AlignedClaim): Html => html`
  <tr>
    <th scope="row">${name}</th>
    ${cell('Value', back)}
    <td>${meaning}</td>
  </tr>`

const soleToken = (back: Claims | undefined): Html => html`
  <div class="scroll"><table class="stacked claims sole">
    <thead><tr><th scope="col">Claim</th><th scope="col">From the token endpoint</th><th scope="col">Meaning</th></tr></thead>
    <tbody>${alignClaims(undefined, back).map(soleClaimRow)}</tbody>
  </table></div>`

/** The claims of both ID Tokens, or of the only one, one row for each claim. */
export const claimsTable = (front: Claims | undefined, back: Claims | undefined): Html =>
  front === undefined ? soleToken(back) : bothTokens(front, back)

const VERDICTS: Readonly<Record<Finding['verdict'], readonly [mark: string, text: string]>> = {
  'as expected': ['good', '✓ refused'],
  otherwise: ['bad', '✗ not as expected'],
  told: ['quiet', 'ends by itself'],
}

const findingRow = ({ what, expected, found, verdict, remark }: Finding): Html => html`
  <tr class="${verdict === 'otherwise' ? 'failed' : ''}">
    <td><b>${what}</b><small>${remark}</small></td>
    ${cell('Expected', expected)}
    ${cell('Found', found)}
    <td data-label="Outcome"><span class="mark ${VERDICTS[verdict][0]}">${VERDICTS[verdict][1]}</span></td>
  </tr>`

/** What everything that came from a code did after the code was used twice. */
export const findingsTable = (findings: readonly Finding[]): Html => html`
  <div class="scroll"><table class="stacked findings">
    <thead><tr><th scope="col">Tried</th><th scope="col">Expected</th><th scope="col">Found</th><th scope="col">Outcome</th></tr></thead>
    <tbody>${findings.map(findingRow)}</tbody>
  </table></div>`
