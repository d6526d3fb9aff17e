import type { Module } from './support/module.ts'
import { type Variant, wordsOf } from './support/variant.ts'

/** A plan: a list of modules, each run in these variants. */
export interface Plan {
  readonly plan: string
  readonly variants: readonly Variant[]
  readonly modules: readonly Module[]
}

/** One test: a module of a plan, in one variant. */
export interface PlannedTest {
  readonly name: string
  readonly module: Module
  readonly variant: Variant
}

/** The name of a module's tests, before the variant. */
export const testNameOf = ({ plan }: Plan, { module }: Module) => `${plan}: ${module}`

/** The variants in which a module of a plan is run. */
export const variantsOf = ({ variants }: Plan, { applies }: Module): readonly Variant[] =>
  variants.filter((variant) => applies?.(variant) ?? true)

/** Every test of these plans; those that wait longest first. */
export const testsOf = (plans: readonly Plan[]): readonly PlannedTest[] =>
  plans
    .flatMap((plan) =>
      plan.modules.flatMap((module) =>
        variantsOf(plan, module).map((variant) => ({
          name: `${testNameOf(plan, module)} (${wordsOf(variant)})`,
          module,
          variant,
        })),
      ),
    )
    .sort((one, other) => (other.module.waits ?? 0) - (one.module.waits ?? 0))
