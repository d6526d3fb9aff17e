import type { Lifetimes } from '../model/lifetimes.ts'

/** Where an access token is handed over: to the browser, or to the client's server. */
export type Channel = 'front' | 'back'

/**
 * What sets the access token that passes through the browser apart (Core §3.3.2.9 has two access tokens, which need not be
 * the same): a short life, no `offline_access`, and a mark, so that an API can refuse it.
 */
export const ACCESS_TOKEN_POLICY = {
  front: {
    lifetime: 'front_channel_access_token',
    withheld_scope: ['offline_access'],
    mark: { front_channel: true },
  },
  back: { lifetime: 'access_token', withheld_scope: [], mark: {} },
} as const satisfies Record<
  Channel,
  { lifetime: keyof Lifetimes; withheld_scope: readonly string[]; mark: object }
>
