import { TokenError } from '@gryphon/protocol'
import {
  ASSERTION_ALGORITHMS,
  CLIENT_AUTHENTICATION,
} from '../client-authentication/authenticate.ts'
import { respondToClient } from '../client-authentication/respond-to-client.ts'
import type { Endpoint } from '../endpoint.ts'
import { json } from '../http/responses.ts'
import { openRefreshToken } from '../issuance/refresh-token.ts'
import { findAccessToken, isKnownPerson } from '../issuance/standing.ts'
import { subjectFor } from '../issuance/subject.ts'
import type { Client } from '../model/client.ts'
import type { Op } from '../op.ts'

const INACTIVE = { active: false } as const

/** Token introspection (RFC 7662), for clients that can keep a secret: APIs and the clients themselves. */
export const introspectionEndpoint: Endpoint = {
  path: '/oauth/introspect',
  methods: ['POST'],
  cors: false,
  audience: 'program',
  metadata: ({ issuer }) => ({
    introspection_endpoint: `${issuer}/oauth/introspect`,
    introspection_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION.map(
      ({ method }) => method,
    ).filter((method) => method !== 'none'),
    introspection_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
  }),
  respond: (op, request, request_id) =>
    respondToClient(op, request, { endpoint: 'introspection', request_id }, async (asked) => {
      const { client, parameters } = asked
      const token = parameters.get('token')
      if (client.token_endpoint_auth_method === 'none')
        throw new TokenError(
          'invalid_client',
          'a public client may not introspect tokens',
          'RFC 7662 §2.1',
        )
      if (token === undefined)
        throw new TokenError('invalid_request', 'token is missing', 'RFC 7662 §2.1')
      return json(200, await introspect(op, client, token))
    }),
}

/** What is told of a live token, and the person on whose behalf it is, if there is one. */
interface Told {
  readonly answer: Readonly<Record<string, unknown>>
  readonly person: string | undefined
}

async function introspect(op: Op, client: Client, token: string) {
  const told =
    (await introspectAccessToken(op, client, token)) ??
    (await introspectRefreshToken(op, client, token))
  if (told === undefined) return INACTIVE
  const stands = told.person === undefined || (await isKnownPerson(op, told.person))
  return stands ? told.answer : INACTIVE
}

/** An access token is told about to the client that has it, and to the APIs that it is for (RFC 7662 §4). */
async function introspectAccessToken(
  op: Op,
  { client_id, introspects = [] }: Client,
  token: string,
): Promise<Told | undefined> {
  const found = await findAccessToken(op, token)
  if (found === undefined) return undefined
  const { claims } = found
  const concerns = [claims.aud].flat().some((audience) => introspects.includes(audience))
  if (claims.client_id !== client_id && !concerns) return undefined
  const { grant_id: _, carried_grant: __, ...told } = found.claims
  return { answer: { active: true, token_type: 'Bearer', ...told }, person: found.grant?.sub }
}

/** A refresh token is told about to the client it belongs to, and to nobody else. */
async function introspectRefreshToken(
  op: Op,
  client: Client,
  token: string,
): Promise<Told | undefined> {
  const { client_id } = client
  const content = openRefreshToken(op, token)
  if (content?.client_id !== client_id) return undefined
  const { tenant_id } = op.tenant
  const standing = await op.store.findGrant(tenant_id, content.grant_id, op.now())
  if (standing.outcome !== 'live' || standing.generation !== content.generation) return undefined
  const { sub: person, scope } = standing.grant
  const sub = subjectFor(op, client, person)
  const answer = { active: true, client_id, sub, scope: scope.join(' '), iss: op.issuer }
  return { answer, person }
}
