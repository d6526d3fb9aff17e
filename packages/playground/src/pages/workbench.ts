import { html } from 'hono/html'
import type { Login } from '../flow/login.ts'
import { shorten } from '../flow/shorten.ts'
import type { Html } from '../web/html.ts'

interface TokenLine {
  readonly name: string
  readonly channel: string
  readonly value: string
  readonly life: string
}

const clock = (seconds: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(11, 19)} UTC`

/**
 * A token's lifetime as a person reads it; both in seconds.
 *
 * @example showLife(0, 300) // 'lives 5 min, until 00:05:00 UTC'
 */
export const showLife = (since: number, expires_in: number | undefined): string => {
  if (expires_in === undefined) return 'lives as long as the provider says'
  const span = expires_in % 60 === 0 ? `${expires_in / 60} min` : `${expires_in} s`
  return `lives ${span}, until ${clock(since + expires_in)}`
}

const tokenLines = ({
  front,
  current,
  current_since,
  logged_in_at,
}: Login): readonly TokenLine[] => [
  ...(front.access_token === undefined
    ? []
    : [
        {
          name: 'Front-channel access token',
          channel: 'the browser has seen it',
          value: front.access_token,
          life: showLife(logged_in_at, front.expires_in),
        },
      ]),
  {
    name: 'Access token',
    channel: 'back channel',
    value: current.access_token,
    life: showLife(current_since, current.expires_in),
  },
  ...(current.refresh_token === undefined
    ? []
    : [
        {
          name: 'Refresh token',
          channel: 'back channel',
          value: current.refresh_token,
          life: 'used once; each refresh gives the next',
        },
      ]),
]

const tokenLine = ({ name, channel, value, life }: TokenLine): Html => html`
  <li><b>${name}</b><span class="life">${channel}, ${life}</span><span class="mono">${shorten(value)}</span></li>`

interface Action {
  readonly action: string
  readonly label: string
  readonly text: string
  /** Why it cannot be done; absent when it can. */
  readonly hindrance?: string | undefined
  readonly fields?: Readonly<Record<string, string>>
}

/** What the buttons do, before the code was used twice and after. */
const TEXTS = {
  fresh: {
    notes: 'GET /notes with the access token of the back channel.',
    'notes-front': 'The same, with the access token that the browser has seen.',
    write: 'POST /notes, which needs write:notes.',
    refresh: 'New tokens for the refresh token.',
    replay:
      'Sends the code a second time. The provider then revokes all that came from it; at an API that asks nobody, a JWT lives on until it expires.',
  },
  replayed: {
    notes: 'Still answered: this API asks nobody, so the JWT lives on there until it expires.',
    'notes-front': 'Still answered too, until that token expires.',
    write: 'Still answered too, if the token has write:notes.',
    refresh: 'Shows the refusal, invalid_grant: the refresh token was revoked with the code.',
    replay: 'Shows the same once more: the code is used up, and what came from it revoked.',
  },
} as const

const actionsOf = ({ front, current, choice, findings }: Login): readonly Action[] => {
  const text = TEXTS[findings.length === 0 ? 'fresh' : 'replayed']
  return [
    {
      action: 'notes',
      label: 'Call the API',
      text: text.notes,
    },
    ...(front.access_token === undefined
      ? []
      : [
          {
            action: 'notes-front',
            label: 'Call it with the first token',
            text: text['notes-front'],
          },
        ]),
    ...(choice.scope.includes('write:notes')
      ? [
          {
            action: 'write',
            label: 'Write a note',
            text: text.write,
          },
        ]
      : []),
    {
      action: 'refresh',
      label: 'Refresh',
      text: text.refresh,
      hindrance:
        current.refresh_token === undefined
          ? 'There is no refresh token: offline_access was not granted.'
          : undefined,
    },
    {
      action: 'replay',
      label: 'Replay the code',
      text: text.replay,
    },
  ]
}

const actionForm =
  (id: string, csrf: string) =>
  ({ action, label, text, hindrance }: Action): Html =>
    html`
  <form method="post" action="/logins/${id}/${action}">
    <input type="hidden" name="csrf" value="${csrf}">
    <button class="button" type="submit" ${hindrance === undefined ? '' : 'disabled'}>${label}</button>
    <p>${hindrance ?? text}</p>
  </form>`

/** The tokens that the application holds, and the buttons that use them. */
export const workbenchAside = (login: Login, id: string, csrf: string): Html => html`
  <div class="aside">
    <section class="card" aria-labelledby="tokens">
      <h2 id="tokens">Tokens</h2>
      <ul class="tokens">${tokenLines(login).map(tokenLine)}</ul>
    </section>
    <section class="card" aria-labelledby="next">
      <h2 id="next">What next</h2>
      <div class="actions">
        ${actionsOf(login).map(actionForm(id, csrf))}
        <form method="post" action="/logout">
          <input type="hidden" name="csrf" value="${csrf}">
          <button class="button" type="submit">Log out of the application</button>
          <p>Ends the session here and revokes the refresh token. The session at the provider goes on.</p>
        </form>
      </div>
    </section>
  </div>`
