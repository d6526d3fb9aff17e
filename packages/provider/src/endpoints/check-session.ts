import { hash } from 'node:crypto'
import type { Endpoint } from '../endpoint.ts'
import { browserStateCookieName } from '../interaction/browser-state.ts'

/**
 * Session Management §4.2: hashes again what `session_state` was made of, with the browser's state as it is now. Another origin
 * than the one that the answer went to, or another client, gets another hash.
 */
const SCRIPT = String.raw`
const name = document.documentElement.dataset.cookie + '='
const state = () =>
  (document.cookie.split('; ').find((pair) => pair.startsWith(name)) ?? name).slice(name.length)
const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/[+/=]/g, (c) => ({ '+': '-', '/': '_' })[c] ?? '')
const judge = async (message, origin) => {
  const [, client_id, hash, salt] = /^(\S+) ([\w-]+)\.([\w-]+)$/.exec(message) ?? []
  if (client_id === undefined) return 'error'
  const text = new TextEncoder().encode([client_id, origin, state(), salt].join(' '))
  return base64url(await crypto.subtle.digest('SHA-256', text)) === hash ? 'unchanged' : 'changed'
}
addEventListener('message', ({ data, origin, source }) => {
  if (typeof data !== 'string') return
  judge(data, origin).catch(() => 'error').then((answer) => source?.postMessage(answer, origin))
})
`

/** Everything is forbidden but the one script; anybody may frame it, for that is what it is for. */
const POLICY = [
  "default-src 'none'",
  `script-src 'sha256-${hash('sha256', SCRIPT, 'base64')}'`,
  'frame-ancestors *',
  "form-action 'none'",
  "base-uri 'none'",
].join('; ')

/** The page that clients load in a frame to watch the session (Session Management §3.3). */
export const checkSessionEndpoint: Endpoint = {
  path: '/oauth/check-session',
  methods: ['GET'],
  cors: false,
  audience: 'person',
  isOn: ({ session_management }) => session_management,
  metadata: ({ issuer, session_management }) =>
    session_management ? { check_session_iframe: `${issuer}/oauth/check-session` } : {},
  respond: async (op) => ({
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'cross-origin-resource-policy': 'cross-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=3600',
    },
    body:
      `<!doctype html><html lang="en" data-cookie="${browserStateCookieName(op)}"><head>` +
      `<meta charset="utf-8"><title>Session</title></head><body><script>${SCRIPT}</script></body></html>`,
  }),
}
