import { HttpError, type HttpRequest } from './message.ts'

/**
 * A form of ours is posted by a page of ours. A neighbour that can set cookies for this host could post one of its own
 * sign-ins, or logouts, otherwise; browsers say who posts (Fetch Metadata §2.3), and what is no browser is no danger.
 */
export function checkSameOrigin(request: HttpRequest): void {
  const site = request.header('sec-fetch-site') ?? 'same-origin'
  if (request.method === 'POST' && site !== 'same-origin' && site !== 'none')
    throw new HttpError(403, 'this form was sent by another site')
}
