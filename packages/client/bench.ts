import { createLocalJWKSet, jwtVerify } from 'jose'
import { createTestKey } from './src/testing/keys.ts'
import { beginLogin, CLIENT_ID, callbackUrl, NOW, responseOf } from './src/testing/scene.ts'
import { ISSUER } from './src/testing/tiny-op.ts'

/*
 * node packages/client/bench.ts
 *
 * What `receive` costs beside what `jwtVerify` of jose alone costs for the same ID Token on a warm JWKS: both in turns in
 * one run, medians, and their ratio. `receive` checks the response, the ID Token with its nonce and hashes, and tells 28
 * checks; `jwtVerify` checks the signature, iss, aud and exp. Told is CPU, of all threads: how long one waits for a thread of the
 * pool to wake for the signature is the same for both, half of the time or none of it, and says nothing of either.
 */
const ROUNDS = 60
const CALLS = 200
const WARM_UP = 10

const RESPONSE_TYPES = ['code id_token', 'code id_token token'] as const
const ALGORITHMS = ['RS256', 'ES256'] as const

type Contender = () => Promise<unknown>

const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN

/** Of one call of many, in microseconds of CPU. */
const costOf = async (contender: Contender): Promise<number> => {
  const before = process.cpuUsage()
  for (let call = 0; call < CALLS; call++) await contender()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / CALLS
}

/** The median of each, all in turns; the first rounds only warm up. */
const race = async <Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
): Promise<Readonly<Record<Name, number>>> => {
  const entries = Object.entries(contenders) as [Name, Contender][]
  const times = new Map(entries.map(([name]) => [name, [] as number[]]))
  for (let round = 0; round < WARM_UP + ROUNDS; round++)
    for (const [name, contender] of entries) {
      const cost = await costOf(contender)
      if (round >= WARM_UP) times.get(name)?.push(cost)
    }
  return Object.fromEntries([...times].map(([name, all]) => [name, median(all)])) as Readonly<
    Record<Name, number>
  >
}

const contendersOf = async (
  type: (typeof RESPONSE_TYPES)[number],
  alg: (typeof ALGORITHMS)[number],
) => {
  const key = await createTestKey(alg)
  const { rp, transaction } = await beginLogin(
    type,
    {},
    {
      metadata: { id_token_signed_response_alg: alg },
      answers: { '/jwks': { json: { keys: [key.jwk] } } },
    },
  )
  const response = await responseOf(type, { key })
  const url = callbackUrl('fragment', response)
  const jwks = createLocalJWKSet({ keys: [key.jwk] })
  const id_token = response.get('id_token') ?? ''
  const expected = { issuer: ISSUER, audience: CLIENT_ID, algorithms: [alg] }
  const options = { ...expected, currentDate: new Date(NOW * 1000) }
  return {
    jwtVerify: () => jwtVerify(id_token, jwks, options),
    parameters: () => rp.receive(response, transaction),
    url: () => rp.receive(url, transaction),
  }
}

for (const type of RESPONSE_TYPES)
  for (const alg of ALGORITHMS) {
    const { jwtVerify: alone, ...received } = await race(await contendersOf(type, alg))
    console.log(`${type}, ${alg}: jwtVerify ${alone.toFixed(1)} µs`)
    for (const [given, time] of Object.entries(received))
      console.log(`  receive(${given}) ${time.toFixed(1)} µs, ${(time / alone).toFixed(2)} of it`)
  }
