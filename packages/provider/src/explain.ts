/** One step of what the OP makes of an Authorization Request. */
export interface ExplainedStep {
  readonly step: string
  readonly outcome: 'ok' | 'refused' | 'open'
  readonly found: string
  /** The rule behind it: section of a specification, or setting. */
  readonly rule: string
}
