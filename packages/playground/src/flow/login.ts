import type { Check, FrontChannel, Tokens, Transaction, Userinfo } from '@gryphon/client'
import type { Choice } from './choice.ts'
import type { Finding } from './replay.ts'
import type { Exchange, Step } from './step.ts'

/** A login that has begun: what was chosen, and what must be kept until the response comes. */
export interface BegunLogin {
  readonly choice: Choice
  readonly transaction: Transaction
  readonly url: string
  /** Seconds since the epoch. */
  readonly left_at: number
  readonly steps: readonly Step[]
  /** The first sight of the Authorization Response, before the cookie of this login came with it. */
  readonly first_sight: Exchange | undefined
}

/** An access token's use at the API: what was asked, and what was answered. */
export interface ApiAnswer {
  readonly title: string
  readonly status: number
  readonly body: string
}

/** A sentence for the person. */
export interface Notice {
  readonly tone: 'good' | 'bad'
  readonly text: string
}

/** A login that has succeeded, and all that has been done with it since. */
export interface Login {
  readonly choice: Choice
  readonly steps: readonly Step[]
  /** Seconds since the epoch. */
  readonly logged_in_at: number
  readonly front: FrontChannel
  /** What the code gave. */
  readonly first: Tokens
  /** What is in use now: the same, until it is refreshed. */
  readonly current: Tokens
  readonly current_since: number
  readonly userinfo: Userinfo | undefined
  readonly checks: readonly Check[]
  readonly answer: ApiAnswer | undefined
  /** What became of everything after the code was sent again. */
  readonly findings: readonly Finding[]
  /** What the last button has to say. */
  readonly notice: Notice | undefined
}
