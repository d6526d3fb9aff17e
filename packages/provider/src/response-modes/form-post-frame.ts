import { hash } from 'node:crypto'
import { NO_STORE } from '../http/responses.ts'
import type { Client } from '../model/client.ts'
import { targetOf } from '../model/redirect-uri.ts'
import type { ReturnAddress } from '../model/request.ts'
import { shownText } from '../model/shown-text.ts'
import { escapeHtml } from './escape-html.ts'
import type { FormPostTexts, SpokenTexts } from './form-post-texts.ts'

/** All of the page of a `form_post` answer but its parameters: it is the same for every answer to one address of a client. */
export interface FormPostFrame {
  readonly headers: Readonly<Record<string, string>>
  /** What comes before the fields, and after them. */
  readonly before: string
  readonly after: string
}

const SCRIPT = 'document.forms[0].submit()'
const STYLE =
  ':root{color-scheme:light dark;--ground:#f5f6f9;--card:#fff;--ink:#13161d;--accent:#4150d0;--on-accent:#fff}' +
  '@media(prefers-color-scheme:dark){:root{--ground:#0d0f14;--card:#15181f;--ink:#eceef3;--accent:#a3adff;--on-accent:#10132b}}' +
  '*{box-sizing:border-box}' +
  'body{margin:0;min-height:100vh;padding:1rem;display:grid;place-items:center;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;text-align:center}' +
  'main{width:100%;max-width:26rem;padding:2rem;border-radius:1rem;background:var(--card)}' +
  'h1{margin:0;font-size:1.375rem;line-height:1.3;overflow-wrap:anywhere}p{margin:.5rem 0 0}' +
  'button{width:100%;margin-top:1.5rem;padding:.75rem;border:0;border-radius:.6rem;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600;cursor:pointer}' +
  'button:focus-visible{outline:3px solid var(--accent);outline-offset:2px}'

const sourceHash = (text: string) => `'sha256-${hash('sha256', text, 'base64')}'`

/** Everything is forbidden but the one script, the one style, and posting to the one address (PITFALLS 16). */
const policy = (redirect_uri: string) =>
  [
    "default-src 'none'",
    `script-src ${SCRIPT_HASH}`,
    `style-src ${STYLE_HASH}`,
    `form-action ${targetOf(redirect_uri)}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
const SCRIPT_HASH = sourceHash(SCRIPT)
const STYLE_HASH = sourceHash(STYLE)

const NAME_LIMIT = 60

/** A name is what its client says: it may not reorder, hide or overrun what is around it. */
const nameOf = ({ client_name, client_id }: Client): string =>
  shownText(client_name ?? '', NAME_LIMIT) || shownText(client_id, NAME_LIMIT)

/** The words of the page, as HTML. */
function wordsFor({ returning, ...words }: FormPostTexts, name: string) {
  const shown = (markup: string) => escapeHtml(returning).replace('{app}', () => markup)
  return {
    ...words,
    returning: shown(escapeHtml(name)),
    heading: shown(`<bdi>${escapeHtml(name)}</bdi>`),
  }
}

function makeFrame({ redirect_uri, client }: ReturnAddress, texts: SpokenTexts): FormPostFrame {
  const { returning, heading, press, go_on } = wordsFor(texts, nameOf(client))
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy(redirect_uri),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      // A sign-in in a popup needs its opener when it comes back to the client.
      'cross-origin-opener-policy': 'unsafe-none',
      ...NO_STORE,
    },
    before:
      `<!doctype html><html lang="${texts.tag}"><head><meta charset="utf-8"><title>${returning}</title>` +
      `<meta name="viewport" content="width=device-width,initial-scale=1"><style>${STYLE}</style></head>` +
      `<body><main><h1>${heading}</h1><form method="post" action="${escapeHtml(redirect_uri)}">`,
    after:
      `<noscript><p>${press}</p></noscript>` +
      `<button type="submit">${go_on}</button></form></main><script>${SCRIPT}</script></body></html>`,
  }
}

interface Made {
  readonly redirect_uri: string
  readonly tag: string
  readonly frame: FormPostFrame
}

/** The last frame for each client, as long as the client is kept: most have one address, and many people one language. */
const LAST = new WeakMap<Client, Made>()

/** The frame of an answer to this address, in the words of this language. */
export function formPostFrame(to: ReturnAddress, texts: SpokenTexts): FormPostFrame {
  const { redirect_uri, client } = to
  const last = LAST.get(client)
  if (last?.redirect_uri === redirect_uri && last.tag === texts.tag) return last.frame
  const frame = makeFrame(to, texts)
  LAST.set(client, { redirect_uri, tag: texts.tag, frame })
  return frame
}
