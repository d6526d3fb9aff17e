/**
 * Whether a page of this very site, or the person by hand, has made a request (Fetch Metadata; RFC 6454 §7 where a browser
 * does not tell). What cannot be told is not own.
 */
export const isOwnRequest = (headers: Headers, origin: string): boolean => {
  const from = headers.get('sec-fetch-site')
  return from === null
    ? headers.get('origin') === origin
    : from === 'same-origin' || from === 'none'
}

/** Whether a browser asks for a page to show, and can be sent elsewhere for it. */
export const isNavigation = ({
  method,
  headers,
}: {
  readonly method: string
  readonly headers: Headers
}): boolean => {
  const mode = headers.get('sec-fetch-mode')
  const wantsPage = headers.get('accept')?.includes('text/html') ?? false
  return method === 'GET' && (mode === null ? wantsPage : mode === 'navigate')
}
