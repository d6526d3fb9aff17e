import type { FrontChannel, RelyingParty, Tokens, Userinfo } from '@gryphon/client'
import { nameOf } from './claims.ts'
import { milestone } from './front-channel.ts'
import type { Recorder } from './recorder.ts'
import type { Milestone, Step } from './step.ts'

/** What it takes to bring a login to its end. */
export interface Completion {
  readonly recorder: Recorder
  readonly now: () => number
  readonly receive: () => Promise<{ readonly rp: RelyingParty; readonly front: FrontChannel }>
}

/** How a login ended, with the steps that it took from the response on. */
export type Completed =
  | {
      readonly outcome: 'logged_in'
      readonly front: FrontChannel
      readonly tokens: Tokens
      readonly userinfo: Userinfo | undefined
      readonly steps: readonly Step[]
    }
  | { readonly outcome: 'failed'; readonly error: unknown; readonly steps: readonly Step[] }

const knownEarly = ({ claims }: FrontChannel, at: number): readonly Milestone[] =>
  claims === undefined
    ? []
    : [
        milestone('front', at, [
          'The person is known here.',
          `${nameOf(claims) === claims.sub ? `sub ${claims.sub}` : nameOf(claims)}, verified from what the browser brought, before any token request.`,
        ]),
      ]

const knownLate = (front: FrontChannel, { claims }: Tokens, at: number): readonly Milestone[] => {
  if (claims === undefined) return []
  const words =
    front.claims === undefined
      ? ([
          'The person is known here.',
          `${nameOf(claims)}: only now, with the token response.`,
        ] as const)
      : ([
          'Both ID Tokens agree.',
          'The same iss, sub, aud and nonce: one person, one login, told twice.',
        ] as const)
  return [milestone('back', at, words)]
}

const askUserinfo =
  (rp: RelyingParty, { access_token, claims }: Tokens) =>
  async () =>
    claims === undefined || rp.op.userinfo_endpoint === undefined
      ? undefined
      : rp.userinfo(access_token, claims.sub)

/** Checks the response, redeems the code, and asks userinfo: the whole login after the browser has come back. */
export const completeLogin = async ({ recorder, now, receive }: Completion): Promise<Completed> => {
  const received = await recorder.record('front', receive)
  if (received.outcome === 'failed') return received
  const { rp, front } = received.value
  const early = [...received.steps, ...knownEarly(front, now())]
  const redeemed = await recorder.record('back', () => front.redeem())
  const later = [...early, ...redeemed.steps]
  if (redeemed.outcome === 'failed') return { ...redeemed, steps: later }
  const told = [...later, ...knownLate(front, redeemed.value, now())]
  const asked = await recorder.record('back', askUserinfo(rp, redeemed.value))
  return {
    outcome: 'logged_in',
    front,
    tokens: redeemed.value,
    userinfo: asked.outcome === 'done' ? asked.value : undefined,
    steps: [...told, ...asked.steps],
  }
}
