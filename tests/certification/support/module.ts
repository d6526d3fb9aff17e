import type { Flow, Wanted } from './flow.ts'
import type { TestedProvider } from './provider.ts'
import type { Variant } from './variant.ts'

/** A module of a certification plan: what it asks of a provider, and a run of it that fails where it is not so. */
export interface Module {
  /** The suite's own name. */
  readonly module: string
  /** What is checked, beside what every module checks. */
  readonly checks: string
  /** The client that it needs, where the usual one will not do. */
  readonly wanted?: (provider: TestedProvider, variant: Variant) => Wanted
  /** What the suite says of it, where that is not PASSED: it is left out, or a person looks at a picture. */
  readonly verdict?: 'SKIPPED' | 'REVIEW'
  /** How long it waits, in seconds: long ones are begun first. */
  readonly waits?: number
  /** For which variants it is in the plan; all when absent. */
  readonly applies?: (variant: Variant) => boolean
  readonly run: (flow: Flow) => Promise<void>
}
