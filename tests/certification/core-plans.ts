import { CAUSES } from './modules/causes.ts'
import { CLAIM_MODULES } from './modules/claims.ts'
import { CODE_MODULES } from './modules/codes.ts'
import { UNSIGNED_ID_TOKEN } from './modules/dynamic-registration.ts'
import { ERRORS } from './modules/errors.ts'
import { HAPPY_FLOWS } from './modules/happy-flow.ts'
import { REFRESH } from './modules/refresh.ts'
import { REQUEST_OBJECTS } from './modules/request-objects.ts'
import { SESSION_MODULES } from './modules/sessions.ts'
import type { Plan } from './plan.ts'
import type { Module } from './support/module.ts'
import type { Variant } from './support/variant.ts'

/** The modules of the three plans that are about logging in. */
export const CORE_MODULES: readonly Module[] = [
  ...HAPPY_FLOWS,
  ...ERRORS,
  ...CLAIM_MODULES,
  ...SESSION_MODULES,
  ...CODE_MODULES,
  ...REQUEST_OBJECTS,
  REFRESH,
  UNSIGNED_ID_TOKEN,
]

const TYPES = [
  ['Basic', ['code']],
  ['Implicit', ['id_token', 'id_token token']],
  ['Hybrid', ['code id_token', 'code token', 'code id_token token']],
] as const

const plan = (
  name: string,
  response_types: readonly string[],
  kinds: readonly Omit<Variant, 'response_type'>[],
): Plan => ({
  plan: name,
  variants: kinds.flatMap((kind) =>
    response_types.map((response_type) => ({ response_type, ...kind })),
  ),
  modules: CORE_MODULES,
})

const DYNAMIC = { response_mode: 'default', registration: 'dynamic' } as const
const STATIC = { response_mode: 'default', registration: 'static' } as const
const FORM_POST = { response_mode: 'form_post', registration: 'static' } as const

/** Hybrid, which it is all about, with clients of either kind; the Form Post profiles with clients registered by hand. */
export const CORE_PLANS: readonly Plan[] = [
  ...TYPES.map(([name, types]) =>
    plan(name, types, name === 'Hybrid' ? [DYNAMIC, STATIC] : [DYNAMIC]),
  ),
  ...TYPES.map(([name, types]) => plan(`Form Post ${name}`, types, [FORM_POST])),
  {
    plan: 'Beside the suite',
    variants: TYPES.flatMap(([, types]) => [...types]).map((response_type) => ({
      response_type,
      ...DYNAMIC,
    })),
    modules: CAUSES,
  },
]
