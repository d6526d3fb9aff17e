/** Sources that a page's Content-Security-Policy allows beside its own. */
export interface PageSources {
  /** Where the page's forms may lead in the end: `form-action` holds for the redirect after the POST too (PITFALLS 17). */
  readonly form_action: readonly string[]
  /** Origins of images. */
  readonly images: readonly string[]
  /** Origins of what is framed. */
  readonly frames?: readonly string[]
}

const HOST_SOURCE = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+(:\d+)?$/i
const SCHEME_SOURCE = /^[a-z][a-z0-9+.-]*:$/i
const IPV6_ORIGIN = /^(https?:)\/\/\[[0-9a-f:.]+\](:\d+)?$/i

/**
 * An origin or scheme as a CSP source (CSP3 §2.3.1). Its grammar knows no IPv6 address, so such an origin becomes its scheme.
 * What is neither, and could smuggle in a directive, is left out.
 */
const sourceOf = (text: string): readonly string[] => {
  if (HOST_SOURCE.test(text) || SCHEME_SOURCE.test(text)) return [text]
  const scheme = IPV6_ORIGIN.exec(text)?.[1]
  return scheme === undefined ? [] : [scheme]
}

/** The page's Content-Security-Policy: nothing but our stylesheet, our icon, and the named images, frames and places of forms. */
const policyOf = ({ form_action, images, frames = [] }: PageSources): string =>
  [
    "default-src 'none'",
    "style-src 'self'",
    ["img-src 'self'", ...images.flatMap(sourceOf)].join(' '),
    ...(frames.length > 0 ? [['frame-src', ...frames.flatMap(sourceOf)].join(' ')] : []),
    ["form-action 'self'", ...form_action.flatMap(sourceOf)].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')

/**
 * Headers of every page (PITFALLS 16, 17, 28). `Cross-Origin-Opener-Policy` says `unsafe-none` on purpose: any other value cuts
 * the tie to the window that opened us, and with it every application that signs in by popup. A page without scripts and
 * never framed has nothing that an opener could take.
 */
export const pageHeaders = (sources: PageSources): Readonly<Record<string, string>> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policyOf(sources),
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'unsafe-none',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'x-robots-tag': 'noindex',
})
