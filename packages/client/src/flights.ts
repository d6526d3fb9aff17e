import type { Tokens } from './login.ts'

/** One use of a refresh token, whoever waits for it. */
interface Flight {
  /** What is asked for with it, as text. */
  readonly request: string
  readonly tokens: Promise<Tokens>
  /** When its answer came, in seconds; none while it is under way. */
  landed_at: number | undefined
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
   * The answer to this very request with this refresh token, made once for all who ask while it is under way and shortly
   * after. Another request with the same refresh token waits, and goes on with the one that came of the first.
   */
  readonly share: (
    departure: Departure,
    fly: (refresh_token: string) => Promise<Tokens>,
  ) => Promise<Tokens>
}

/** Whoever comes this many seconds after the answer with the old refresh token is given the same. */
const REMEMBERED = 10

/** Those of more refresh tokens than these are forgotten, the oldest first. */
const MOST_TOKENS = 1000

/** No refresh token in use. */
export const createFlights = (now: () => number): Flights => {
  const flights = new Map<string, readonly Flight[]>()
  const isRemembered = ({ landed_at }: Flight) =>
    landed_at === undefined || now() - landed_at < REMEMBERED
  const rememberedOf = (key: string) => (flights.get(key) ?? []).filter(isRemembered)
  const put = (key: string, list: readonly Flight[]) => {
    flights.delete(key)
    if (list.length > 0) flights.set(key, list)
  }
  const prune = () => {
    for (const key of [...flights.keys()]) {
      const list = rememberedOf(key)
      if (list.length === 0 || flights.size > MOST_TOKENS) flights.delete(key)
    }
  }
  const start = (key: string, request: string, tokens: Promise<Tokens>): Promise<Tokens> => {
    const flight: Flight = { request, tokens, landed_at: undefined }
    put(key, [...rememberedOf(key), flight])
    const land = () => {
      flight.landed_at = now()
    }
    const crash = () =>
      put(
        key,
        rememberedOf(key).filter((each) => each !== flight),
      )
    tokens.then(land, crash)
    return tokens
  }
  const share: Flights['share'] = async ({ client_id, refresh_token, request }, fly) => {
    prune()
    const key = JSON.stringify([client_id, refresh_token])
    const remembered = rememberedOf(key)
    const same = remembered.find((flight) => flight.request === request)
    if (same !== undefined) return same.tokens
    const successor = remembered.at(-1)?.tokens.then(
      (tokens) => tokens.refresh_token ?? refresh_token,
      () => refresh_token,
    )
    return start(key, request, successor === undefined ? fly(refresh_token) : successor.then(fly))
  }
  return { share }
}
