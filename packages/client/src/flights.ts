import type { Tokens } from './login.ts'

/** One use of a refresh token, whoever waits for it. */
interface Flight {
  /** What is asked for with it, as text. */
  readonly request: string
  readonly tokens: Promise<Tokens>
  /** When its answer came, in seconds, and the refresh token in it; none while it is under way. */
  landed: { readonly at: number; readonly refresh_token: string | undefined } | undefined
}

/** What a caller would like to do with a refresh token. */
export interface Departure {
  readonly client_id: string
  readonly refresh_token: string
  readonly request: string
}

/** Uses of refresh tokens under way, and those just done: requests of one session do not race. */
export interface Flights {
  /**
   * The answer to this very request with this refresh token, made once for all who ask while it is under way, and shortly
   * after where the old refresh token is good for nothing any more. Another request with the same refresh token waits, and goes on with the one that came of the first.
   */
  readonly share: (
    departure: Departure,
    fly: (refresh_token: string) => Promise<Tokens>,
  ) => Promise<Tokens>
  /**
   * What came of this refresh token, which is under way or was used just now; `undefined` where nothing is known to, a
   * failure too.
   */
  readonly latest: (client_id: string, refresh_token: string) => Promise<Tokens | undefined>
  /** What was given for this refresh token, or with it, is given to nobody any more. */
  readonly forget: (client_id: string, refresh_token: string) => void
}

/** Whoever comes this many seconds after the answer with the old refresh token is given the same. */
const REMEMBERED = 10

/**
 * Those of more refresh tokens than these are forgotten, the oldest first; none that is under way: its token would be used
 * once more, and the session could end by that at the OP.
 */
const MOST_TOKENS = 1000

const keyOf = (client_id: string, refresh_token: string) =>
  JSON.stringify([client_id, refresh_token])

/** No refresh token in use. */
export const createFlights = (now: () => number): Flights => {
  const flights = new Map<string, readonly Flight[]>()
  const isRemembered = ({ landed }: Flight) =>
    landed === undefined || now() - landed.at < REMEMBERED
  const rememberedOf = (key: string) => (flights.get(key) ?? []).filter(isRemembered)
  const put = (key: string, list: readonly Flight[]) => {
    flights.delete(key)
    flights.set(key, list)
  }
  const prune = () => {
    for (const key of [...flights.keys()]) {
      const list = rememberedOf(key)
      const isUnderWay = list.some(({ landed }) => landed === undefined)
      if (list.length === 0 || (flights.size > MOST_TOKENS && !isUnderWay)) flights.delete(key)
    }
  }
  const drop = (key: string, flight: Flight) =>
    put(
      key,
      rememberedOf(key).filter((each) => each !== flight),
    )
  const start = ({ client_id, refresh_token, request }: Departure, tokens: Promise<Tokens>) => {
    const key = keyOf(client_id, refresh_token)
    const flight: Flight = { request, tokens, landed: undefined }
    put(key, [...rememberedOf(key), flight])
    const land = (given: Tokens) => {
      flight.landed = { at: now(), refresh_token: given.refresh_token }
      if (given.refresh_token === refresh_token) drop(key, flight)
    }
    tokens.then(land, () => drop(key, flight))
    return tokens
  }
  const share: Flights['share'] = async (departure, fly) => {
    prune()
    const { client_id, refresh_token, request } = departure
    const remembered = rememberedOf(keyOf(client_id, refresh_token))
    const same = remembered.find((flight) => flight.request === request)
    if (same !== undefined) return same.tokens
    const successor = remembered.at(-1)?.tokens.then(
      (tokens) => tokens.refresh_token ?? refresh_token,
      () => refresh_token,
    )
    return start(departure, successor === undefined ? fly(refresh_token) : successor.then(fly))
  }
  const latest: Flights['latest'] = async (client_id, refresh_token) =>
    rememberedOf(keyOf(client_id, refresh_token))
      .at(-1)
      ?.tokens.catch(() => undefined)
  const forget: Flights['forget'] = (client_id, refresh_token) => {
    flights.delete(keyOf(client_id, refresh_token))
    for (const [key, list] of [...flights])
      put(
        key,
        list.filter(({ landed }) => landed?.refresh_token !== refresh_token),
      )
  }
  return { share, latest, forget }
}
