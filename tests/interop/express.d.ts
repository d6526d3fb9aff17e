/** What these tests use of `express`, which has no types of its own. */
declare module 'express' {
  import type { IncomingMessage, Server, ServerResponse } from 'node:http'

  export interface Request extends IncomingMessage, Express.Request {}

  export interface Response extends ServerResponse, Express.Response {
    send(body: string): void
    json(body: unknown): void
  }

  export type RequestHandler = (
    request: Request,
    response: Response,
    next: (error?: unknown) => void,
  ) => void

  interface Application {
    (request: IncomingMessage, response: ServerResponse, next?: (error: unknown) => void): void
    use(handler: RequestHandler): Application
    get(path: string, ...handlers: readonly RequestHandler[]): Application
    listen(port: number, ready: () => void): Server
    listen(port: number, host: string, ready: () => void): Server
  }

  const express: () => Application
  export default express
}
