import { type Browser, openBrowser } from './browser.ts'
import { checkMethodIsAdvertised, type Discovered, discover } from './discovery.ts'
import type { Json } from './http.ts'
import type { Module } from './module.ts'
import type { TestedProvider } from './provider.ts'
import { clientOf, metadataOf, register, type SuiteClient, unregister } from './registration.ts'
import type { Variant } from './variant.ts'

/** One run of a module: a provider, a client and a browser that has been nowhere. */
export interface Flow {
  readonly provider: TestedProvider
  readonly variant: Variant
  readonly discovered: Discovered
  readonly client: SuiteClient
  readonly browser: Browser
}

/** The client that a module wants: what it registers beside the usual, or which of those that were registered by hand. */
export interface Wanted {
  readonly metadata?: Json
  readonly by_hand?: string
}

/** A browser of somebody who has been nowhere. */
export const newBrowser = ({ nextPerson, issuer, suite }: TestedProvider) =>
  openBrowser(nextPerson(), { op: issuer, suite: suite.origin })

/** Where the clients of the suite get their answers. */
export const callbackOf = ({ suite }: Pick<TestedProvider, 'suite'>) => `${suite.origin}/callback`

const findClient = async (
  provider: TestedProvider,
  variant: Variant,
  discovered: Discovered,
  { metadata = {}, by_hand = 'first' }: Wanted,
): Promise<SuiteClient> =>
  variant.registration === 'dynamic'
    ? register(discovered, { ...metadataOf(variant, callbackOf(provider)), ...metadata })
    : clientOf(provider.clients[by_hand] ?? {})

/**
 * Runs a module: reads what the provider says of itself, registers a client where the variant says so, and removes it in the
 * end.
 */
export const runFlow = async (
  provider: TestedProvider,
  variant: Variant,
  { wanted, run }: Pick<Module, 'wanted' | 'run'>,
): Promise<void> => {
  const discovered = await discover(provider.issuer)
  const client = await findClient(provider, variant, discovered, wanted?.(provider, variant) ?? {})
  checkMethodIsAdvertised(discovered, client.token_endpoint_auth_method)
  try {
    await run({ provider, variant, discovered, client, browser: newBrowser(provider) })
  } finally {
    if (variant.registration === 'dynamic') await unregister(client)
  }
}

/** The same run with another client, which is removed by `unregister` where it registered itself. */
export const withAnotherClient = async (flow: Flow, wanted: Wanted): Promise<Flow> => {
  const { provider, variant, discovered } = flow
  return { ...flow, client: await findClient(provider, variant, discovered, wanted) }
}
