import { base64url, RegistrationError } from '@gryphon/protocol'
import type { Endpoint } from '../endpoint.ts'
import { bearerToken } from '../http/bearer-token.ts'
import { readJsonObject } from '../http/json-body.ts'
import type { HttpRequest, HttpResponse } from '../http/message.ts'
import { json } from '../http/responses.ts'
import type { Client } from '../model/client.ts'
import type { Op } from '../op.ts'
import { newClientId } from '../registration/client-id.ts'
import { clientInformation } from '../registration/client-information.ts'
import { keptOfSecret, newSecret } from '../registration/client-secret.ts'
import type { Described } from '../registration/defaults.ts'
import { type Leave, openInitialAccessToken } from '../registration/initial-access-token.ts'
import { checkRate } from '../registration/limit.ts'
import { parseClient } from '../registration/parse-client.ts'
import { clientItself } from '../registration/registrar.ts'
import { respondToRegistration, tokenIsNeeded } from '../registration/respond-to-registration.ts'

/** The Client Registration Endpoint (Dynamic Registration §3, RFC 7591 §3). */
export const registrationEndpoint: Endpoint = {
  path: '/oauth/register',
  methods: ['POST'],
  cors: true,
  audience: 'program',
  isOn: ({ registration }) => registration !== 'off',
  metadata: ({ issuer, registration }) =>
    registration === 'off' ? {} : { registration_endpoint: `${issuer}/oauth/register` },
  respond: (op, request, request_id) =>
    respondToRegistration(op, { endpoint: 'registration', request_id }, () =>
      respond(op, request, request_id),
    ),
}

async function respond(op: Op, request: HttpRequest, request_id: string): Promise<HttpResponse> {
  checkRate(op, request)
  const leave = op.registration === 'open' ? FREE : leaveOf(op, request)
  if (leave === undefined) return tokenIsNeeded(op, NEEDED)
  // A token that is used up costs nobody anything; `use` below decides.
  if (!(await leave.isLeft())) throw noLeave()
  const described = await parseClient(await readJsonObject(request), clientItself(op))
  const registration_access_token = base64url(op.random(32))
  const client_secret = newSecret(described, op.random)
  const client = newClient(op, described, { registration_access_token, client_secret })
  // Everything else about the request is right, so what a refusal costs is nothing.
  if (!(await leave.use())) throw noLeave()
  const { tenant_id } = op.tenant
  if ((await op.store.registerClient(tenant_id, client)) === 'taken')
    throw new Error('a random client_id is taken')
  op.log({ event: 'client.registered', tenant_id, request_id, client_id: client.client_id })
  const told = { registration_access_token, client_secret }
  return json(201, clientInformation(op, client, told))
}

const NEEDED = 'an initial access token, which the operator of this provider gives,'

/** Registration is open: nobody's leave is needed. */
const FREE: Leave = { isLeft: async () => true, use: async () => true }

const noLeave = () =>
  new RegistrationError(
    'invalid_token',
    'the initial access token has expired, was used up, or is not one of ours',
    'RFC 7591 §3',
  )

/** `undefined` where no token was sent. */
function leaveOf(op: Op, request: HttpRequest): Leave | undefined {
  if (request.header('authorization') === undefined) return undefined
  const leave = openInitialAccessToken(op, bearerToken(request) ?? '')
  if (leave === undefined) throw noLeave()
  return leave
}

interface Secrets {
  readonly registration_access_token: string
  readonly client_secret: string | undefined
}

/** How long a client is kept that nobody uses. */
const UNUSED = {
  open: 'unused_open_client',
  token: 'unused_client',
  off: 'unused_client',
} as const

const newClient = (op: Op, described: Described, secrets: Secrets): Client => ({
  ...described,
  client_id: newClientId(op.random),
  ...keptOfSecret(op.keys, described, secrets.client_secret),
  dynamic: {
    registration_access_token_hash: op.keys.keyedHash(
      'registration_access_token',
      secrets.registration_access_token,
    ),
    expires_at: op.now() + op.lifetimes[UNUSED[op.registration]],
  },
  created_at: op.now(),
})
