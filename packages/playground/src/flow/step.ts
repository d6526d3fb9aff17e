/** The four who take part, from left to right. */
export const PARTIES = ['browser', 'application', 'provider', 'api'] as const

/** Someone who takes part. */
export type Party = (typeof PARTIES)[number]

/** A name and a value, as it may be shown: never a whole secret. */
export type Field = readonly [name: string, value: string]

/** A request or a response, as it may be shown. */
export interface Message {
  /** The request line or the status line. */
  readonly line: string
  readonly headers: readonly Field[]
  /** Query or form parameters, or the members of a JSON object. */
  readonly fields: readonly Field[]
}

/** The part of the flow that a step belongs to. */
export type Phase = 'preparation' | 'front' | 'back' | 'api' | 'refresh' | 'replay'

/** A message from one to another, and what came back if it came back at once. */
export interface Exchange {
  readonly kind: 'exchange'
  readonly phase: Phase
  /** Seconds since the epoch, with their fraction. */
  readonly at: number
  readonly from: Party
  readonly to: Party
  readonly title: string
  /** What travels, in a few words. */
  readonly carries: string
  /** How it was answered, in a few words. */
  readonly answer: string | undefined
  readonly outcome: 'done' | 'refused'
  /** `inferred`: between others; the application knows of it only from what came before and after. */
  readonly seen: 'seen' | 'inferred'
  readonly request: Message | undefined
  readonly response: Message | undefined
  /** Why it is so, for whoever opens the step. */
  readonly remark: string | undefined
}

/** Something that one of the parties now knows. */
export interface Milestone {
  readonly kind: 'milestone'
  readonly phase: Phase
  readonly at: number
  readonly title: string
  readonly text: string
}

/** An entry of the sequence diagram. */
export type Step = Exchange | Milestone
