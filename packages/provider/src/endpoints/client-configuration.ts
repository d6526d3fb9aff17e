import { timingSafeEqual } from 'node:crypto'
import { RegistrationError } from '@gryphon/protocol'
import type { Endpoint } from '../endpoint.ts'
import { bearerToken } from '../http/bearer-token.ts'
import { readJsonObject } from '../http/json-body.ts'
import { HttpError, type HttpRequest, type HttpResponse } from '../http/message.ts'
import { json, NO_STORE } from '../http/responses.ts'
import type { Client } from '../model/client.ts'
import type { Op } from '../op.ts'
import { clientInformation } from '../registration/client-information.ts'
import type { Described } from '../registration/defaults.ts'
import { checkRate } from '../registration/limit.ts'
import { parseClient } from '../registration/parse-client.ts'
import type { Sent } from '../registration/read-metadata.ts'
import { clientItself } from '../registration/registrar.ts'
import {
  checkOwnNames,
  consentsAfter,
  renewedSecret,
  withOperators,
} from '../registration/replacement.ts'
import { respondToRegistration, tokenIsNeeded } from '../registration/respond-to-registration.ts'
import { checkWhatStays, withWhatStays } from '../registration/what-stays.ts'

const PATH = '/oauth/register/'

/** The Client Configuration Endpoint (RFC 7592 §2, Dynamic Registration §4): a client reads, replaces and removes itself. */
export const clientConfigurationEndpoint: Endpoint = {
  path: `${PATH}*`,
  methods: ['GET', 'PUT', 'DELETE'],
  cors: true,
  audience: 'program',
  isOn: ({ registration }) => registration !== 'off',
  metadata: () => ({}),
  async respond(op, request, request_id) {
    const known = await op.store.findClient(op.tenant.tenant_id, clientIdIn(op, request))
    // An id that nobody has is not logged: it may be a secret in the wrong place (PITFALLS 24).
    const at = {
      endpoint: 'client_configuration',
      request_id,
      client_id: known?.client_id,
    } as const
    return respondToRegistration(op, at, async () => {
      const token = bearerToken(request)
      if (token === undefined)
        return tokenIsNeeded(op, 'the registration_access_token of the client')
      const client = checkOwner(op, known, token)
      const respond = RESPOND[request.method] ?? read
      return respond({ op, request, request_id, client, token })
    })
  },
}

interface Asked {
  readonly op: Op
  readonly request: HttpRequest
  readonly request_id: string
  readonly client: Client
  /** The registration access token: that of this client. */
  readonly token: string
}

const clientIdIn = ({ base_path }: Op, { path }: HttpRequest): string => {
  try {
    return decodeURIComponent(path.slice(base_path.length + PATH.length))
  } catch {
    return ''
  }
}

const notTheirs = () =>
  new RegistrationError(
    'invalid_token',
    'the registration access token is not one of this client',
    'RFC 7592 §2',
  )

/** The client, if the token is its own. Another token, and a client that is not there, look the same. */
function checkOwner(op: Op, client: Client | undefined, token: string): Client {
  const shown = Buffer.from(op.keys.keyedHash('registration_access_token', token))
  const kept = Buffer.from(client?.dynamic?.registration_access_token_hash ?? '')
  const isTheirs = kept.length === shown.length && timingSafeEqual(kept, shown)
  const isOver = (client?.dynamic?.expires_at ?? Number.POSITIVE_INFINITY) <= op.now()
  if (client === undefined || !isTheirs || isOver) throw notTheirs()
  return client
}

const read = async ({ op, client, token }: Asked): Promise<HttpResponse> =>
  json(200, clientInformation(op, client, { registration_access_token: token }))

/** RFC 7592 §2.2: what is not sent is not kept; what the client is called, when it came, and what the operator says of it, stays. */
async function replace(asked: Asked): Promise<HttpResponse> {
  const { op, request, request_id, client, token } = asked
  const { client_id } = client
  const { tenant_id } = op.tenant
  checkRate(op, request)
  const sent = await readJsonObject(request)
  checkOwnNames(op, client, sent)
  const described = await parseClient(withWhatStays(sent, client), clientItself(op))
  for (let turn = 0; turn < TURNS; turn += 1) {
    const before = turn === 0 ? client : await readAgain(asked)
    checkOwnNames(op, before, sent)
    checkWhatStays(before, described)
    const { client_secret, replacement } = replacementOf(op, before, described, sent)
    const place = { before, consents: consentsAfter(before, replacement) }
    const outcome = await op.store.replaceClient(tenant_id, replacement, place)
    if (outcome === 'unknown') throw notTheirs()
    if (outcome === 'changed') continue
    op.forgetClient(client_id)
    op.log({ event: 'client.replaced', tenant_id, request_id, client_id })
    const told = { registration_access_token: token, client_secret }
    return json(200, clientInformation(op, replacement, told))
  }
  throw new HttpError(409, 'the client was changed at the same time; read it, and try again')
}

/** How often a replacement is tried, where the client changes meanwhile: its first use, or another replacement. */
const TURNS = 2

const readAgain = async ({ op, client, token }: Asked): Promise<Client> =>
  checkOwner(op, await op.store.findClient(op.tenant.tenant_id, client.client_id), token)

function replacementOf(op: Op, before: Client, described: Described, sent: Sent) {
  const { client_secret, kept } = renewedSecret(op, before, described, sent)
  const { client_id, created_at, dynamic } = before
  const replacement: Client = {
    ...withOperators(described, before),
    ...kept,
    client_id,
    ...(dynamic === undefined ? {} : { dynamic }),
    created_at,
  }
  return { client_secret, replacement }
}

/** RFC 7592 §2.3: its grants are revoked, and what people allowed it is forgotten. */
async function remove({ op, request_id, client: { client_id } }: Asked): Promise<HttpResponse> {
  const { tenant_id } = op.tenant
  if ((await op.store.removeClient(tenant_id, client_id)) === 'unknown') throw notTheirs()
  op.forgetClient(client_id)
  op.log({ event: 'client.removed', tenant_id, request_id, client_id })
  return { status: 204, headers: NO_STORE }
}

const RESPOND: Readonly<Record<string, (asked: Asked) => Promise<HttpResponse>>> = {
  PUT: replace,
  DELETE: remove,
}
