const LONGEST_SEGMENT = 40

/**
 * A path as it may be logged: without its query, and without segments that are long enough to be a ticket.
 *
 * @example shownPath('/oauth/token?code=x') // '/oauth/token'
 */
export const shownPath = (target: string): string =>
  (/^[^?#]*/.exec(target)?.[0] ?? '')
    .split('/', 8)
    .map((segment) => (segment.length > LONGEST_SEGMENT ? '…' : segment))
    .join('/')
