import type { Connection } from '../connection.ts'
import { askUserinfo, authorize, type Request, readDocument, redeem, refresh } from './flow.ts'
import { firstRefreshToken, type Party, type SignedIn } from './party.ts'

/** Who does a piece of work, and over what. */
export interface Turn {
  readonly party: Party
  readonly person: SignedIn
  readonly connection: Connection
  readonly response_type: string
}

/** A kind of work that is measured. `prepare` is not: what it gives is for one time, or for every time of a person. */
export interface Work<Prepared = unknown> {
  readonly prepared: 'each_time' | 'once'
  prepare(turn: Turn): Promise<Prepared>
  perform(turn: Turn, prepared: Prepared): Promise<void>
}

const define = <Prepared>(work: Work<Prepared>): Work => work as Work

let serial = 0

const newRequest = (response_type: string): Request => {
  serial += 1
  return {
    ...{ response_type, scope: 'openid profile email' },
    ...{ state: `state-${serial}-af0ifjsldkj`, nonce: `n-0S6_WzA2Mj-${serial}` },
  }
}

const authorizeNow = ({ connection, party, person, response_type }: Turn) =>
  authorize(connection, party.client, person.cookie, newRequest(response_type))

const redeemNow = ({ connection, party }: Turn, code: string) =>
  redeem(connection, party.client, code)

const userinfoNow = async ({ connection, party }: Turn, access_token: string) => {
  await askUserinfo(connection, party.client, access_token)
}

const document = (name: 'discovery' | 'jwks') =>
  define({
    prepared: 'once',
    prepare: async () => undefined,
    perform: async ({ connection, party }) => {
      await readDocument(connection, party.client, name)
    },
  })

/** Every kind of work. */
export const WORKS = {
  flow: define({
    prepared: 'once',
    prepare: async () => undefined,
    async perform(turn) {
      const { code } = await authorizeNow(turn)
      const { access_token } = await redeemNow(turn, code)
      await userinfoNow(turn, access_token)
    },
  }),
  authorize: define({
    prepared: 'once',
    prepare: async () => undefined,
    async perform(turn) {
      await authorizeNow(turn)
    },
  }),
  token: define({
    prepared: 'each_time',
    prepare: async (turn) => (await authorizeNow(turn)).code,
    async perform(turn, code: string) {
      await redeemNow(turn, code)
    },
  }),
  userinfo: define({
    prepared: 'once',
    prepare: async (turn) => (await redeemNow(turn, (await authorizeNow(turn)).code)).access_token,
    perform: userinfoNow,
  }),
  refresh: define({
    prepared: 'once',
    prepare: async ({ connection, party, person }) => ({
      latest: await firstRefreshToken(connection, party, person),
    }),
    async perform({ connection, party }, token: { latest: string }) {
      token.latest = await refresh(connection, party.client, token.latest)
    },
  }),
  discovery: document('discovery'),
  jwks: document('jwks'),
} as const satisfies Readonly<Record<string, Work>>

/** The name of one of them. */
export type WorkName = keyof typeof WORKS
