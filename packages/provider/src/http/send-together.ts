import type { ServerResponse } from 'node:http'
import type { HttpResponse } from './message.ts'
import { sendNodeResponse } from './node.ts'

/** So many answers are held back at most, whatever else there is to do. */
const MOST_TOGETHER = 16

/**
 * Sends answers together: when all that had come in is judged, not each at once. The first wakes whoever waits at the other end of
 * its connection, and the next find it awake. Where that is a process of the same machine, as a reverse proxy is, a
 * fifth of a login's CPU goes into waking it each time.
 */
export const sendingTogether = (): ((response: ServerResponse, answer: HttpResponse) => void) => {
  let ready: (readonly [ServerResponse, HttpResponse])[] = []
  const sendAll = () => {
    const all = ready
    ready = []
    for (const [response, answer] of all) send(response, answer)
  }
  return (response, answer) => {
    const count = ready.push([response, answer])
    if (count === MOST_TOGETHER) sendAll()
    else if (count === 1) setImmediate(sendAll)
  }
}

/** What cannot be sent fails alone: who asked is not left waiting. */
function send(response: ServerResponse, answer: HttpResponse): void {
  try {
    sendNodeResponse(response, answer)
  } catch {
    response.destroy()
  }
}
