import type { RequestListener, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'

/** How long something that is asked whether it works may think about it, in milliseconds. */
const PATIENCE = 2000

/** What came of asking. */
export type Checked = 'ok' | 'failed' | 'timed_out'

/** Whether requests should be sent here: `/health/ready`. */
export type Readiness =
  | { readonly status: 'ok' | 'unavailable'; readonly checks: Readonly<Record<string, Checked>> }
  | { readonly status: 'starting' | 'stopping' }

/** What must work, by name: resolved where it does. */
export type Checks = Readonly<Record<string, () => Promise<unknown>>>

/** How a server is. */
export interface Health {
  /** From now on it serves, as long as all of these work. */
  readonly begin: (checks: Checks) => void
  /** From now on no more should be sent here. */
  readonly stop: () => void
  readonly readiness: () => Promise<Readiness>
}

const check = async (work: () => Promise<unknown>, patience: number): Promise<Checked> => {
  const decided = new AbortController()
  const late = setTimeout(patience, 'timed_out' as const, { signal: decided.signal })
  const asked = work().then(
    () => 'ok' as const,
    () => 'failed' as const,
  )
  try {
    return await Promise.race([asked, late])
  } finally {
    late.catch(() => undefined)
    decided.abort()
  }
}

const checkAll = async (checks: Checks, patience: number): Promise<Readiness> => {
  const told = Object.fromEntries(
    await Promise.all(
      Object.entries(checks).map(async ([name, work]) => [name, await check(work, patience)]),
    ),
  )
  const isWell = Object.values(told).every((one) => one === 'ok')
  return { status: isWell ? 'ok' : 'unavailable', checks: told }
}

/** The health of a server that starts. What is asked at once is looked into once; `onChange` hears each change of the answer. */
export const createHealth = ({
  patience = PATIENCE,
  onChange = () => undefined,
}: {
  readonly patience?: number
  readonly onChange?: (readiness: Readiness) => void
} = {}): Health => {
  let checks: Checks | undefined
  let isStopping = false
  let underWay: Promise<Readiness> | undefined
  let last = 'ok'
  const look = async (all: Checks): Promise<Readiness> => {
    const readiness = await checkAll(all, patience)
    underWay = undefined
    if (readiness.status !== last) onChange(readiness)
    last = readiness.status
    return readiness
  }
  return {
    begin: (all) => {
      checks = all
    },
    stop: () => {
      isStopping = true
    },
    readiness: async () => {
      if (isStopping) return { status: 'stopping' }
      if (checks === undefined) return { status: 'starting' }
      underWay ??= look(checks)
      return underWay
    },
  }
}

const LIVE = { status: 'ok' } as const

const send = (response: ServerResponse, readiness: Readiness | typeof LIVE) => {
  response.writeHead(readiness.status === 'ok' ? 200 : 503, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
  })
  response.end(response.req.method === 'HEAD' ? undefined : JSON.stringify(readiness))
}

/** `/health/live`: the process is up. `/health/ready`: it should be sent requests. Everything else goes on. */
export const withHealth =
  ({ readiness }: Health, next: RequestListener): RequestListener =>
  (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0]
    const isReading = request.method === 'GET' || request.method === 'HEAD'
    if (isReading && path === '/health/live') send(response, LIVE)
    else if (isReading && path === '/health/ready')
      void readiness().then((told) => send(response, told))
    else next(request, response)
  }
