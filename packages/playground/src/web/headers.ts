import type { InlineScript } from './scripts.ts'

/** What a page is allowed beside its own style sheet. */
export interface PageRights {
  readonly script?: InlineScript
  /** Where forms may lead, the redirects that follow them included (CSP3 §6.4.2), beside the application itself. */
  readonly form_action?: readonly string[]
}

const policy = ({ script, form_action = [] }: PageRights): string =>
  [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    ...(script === undefined ? [] : [`script-src ${script.source}`]),
    `form-action ${["'self'", ...form_action].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')

/**
 * The headers of every page: nothing is kept, nothing is framed, nothing is told to others, and only what the page names
 * may run.
 *
 * @example pageHeaders({})['content-security-policy'] // "default-src 'none'; style-src 'self'; …"
 */
export const pageHeaders = (rights: PageRights): Readonly<Record<string, string>> => ({
  'content-security-policy': policy(rights),
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
})
