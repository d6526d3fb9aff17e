import { allowInsecure, ClientError, createClient, none, type Transaction } from '@gryphon/client'
import type { ResponseType } from '@gryphon/protocol'
import { AccessError, createVerifier, allowInsecure as httpIssuer } from '@gryphon/resource-server'

/*
 * What a test has run in a page, and in a Worker of it: bundled with the published packages, and with nothing else.
 */
const { origin } = location
const authentication = none()
const metadata = { client_id: 'app', redirect_uri: `${origin}/callback`, authentication }

const rp = createClient(
  {
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    jwks_uri: `${origin}/jwks`,
    response_types_supported: ['code id_token token'],
    authorization_response_iss_parameter_supported: true,
  },
  metadata,
  { [allowInsecure]: true },
)

const api = createVerifier({
  issuer: origin,
  audience: 'https://api.example',
  jwks_uri: `${origin}/jwks`,
  [httpIssuer]: true,
})

/** What may be asked for, by name. */
const CALLS = {
  begin: (response_type: ResponseType) => rp.begin({ response_type, scope: 'openid' }),
  receive: async (url: string, transaction: Transaction) => {
    const { claims, access_token, code } = await rp.receive(new URL(url), transaction)
    return { sub: claims?.sub, access_token, code }
  },
  login: async (url: string, transaction: Transaction) => {
    const login = await (await rp.receive(new URL(url), transaction)).redeem()
    return { sub: login.claims?.sub, access_token: login.access_token }
  },
  verify: async (token: string) => {
    const { sub, scope } = await api.verify(token, { scope: ['read'] })
    return { sub, scope }
  },
} as const

/** The names of them. */
export type InBrowser = typeof CALLS

/** A call as it is sent to a Worker, and back. */
interface Message {
  readonly name: keyof InBrowser
  readonly given: readonly unknown[]
}

const call = async ({ name, given }: Message): Promise<unknown> => {
  try {
    return await (CALLS[name] as (...all: readonly unknown[]) => Promise<unknown>)(...given)
  } catch (error) {
    if (error instanceof ClientError || error instanceof AccessError) return { refused: error.code }
    return { threw: String(error) }
  }
}

const callInWorker = (message: Message): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const worker = new Worker('/bundle.js', { type: 'module' })
    worker.onmessage = ({ data }) => {
      worker.terminate()
      resolve(data)
    }
    worker.onerror = ({ message: why }) => reject(new Error(why))
    worker.postMessage(message)
  })

if (typeof document === 'undefined')
  globalThis.onmessage = async ({ data }: MessageEvent<Message>) => postMessage(await call(data))
else Object.assign(globalThis, { calls: { page: call, worker: callInWorker } })
