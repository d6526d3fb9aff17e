import { CAUSE_TABLE, type Cause, EVERY } from './causes.ts'
import { type Plan, testNameOf, testsOf, variantsOf } from './plan.ts'
import { PLANS } from './plans.ts'
import type { Module } from './support/module.ts'

/** How tests ended, by name. */
export type Results = (test: string) => 'passed' | 'FAILED' | 'not run'

/** When the tests were run, and on what. */
export interface Run {
  readonly date: string
  readonly version: string
}

const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`

const worst = (results: readonly ReturnType<Results>[]) =>
  (['FAILED', 'not run'] as const).find((result) => results.includes(result)) ?? 'passed'

const resultOf = (plan: Plan, module: Module, results: Results) => {
  const tests = testsOf([{ ...plan, modules: [module] }])
  const result = worst(tests.map(({ name }) => results(name)))
  return module.verdict === undefined ? result : `${result}; ${module.verdict} in the suite`
}

/** With how many kinds of clients and response types. */
const runsOf = (plan: Plan, module: Module) =>
  [...new Set(variantsOf(plan, module).map(({ response_type }) => response_type))].join(', ')

const modulesOf = (plan: Plan) =>
  plan.modules.filter((module) => variantsOf(plan, module).length > 0)

const planTable = (plan: Plan, results: Results): readonly string[] => {
  const { response_mode, registration } = plan.variants[0] ?? {}
  const clients = new Set(plan.variants.map((variant) => variant.registration))
  return [
    `## ${plan.plan}`,
    '',
    `Clients: ${clients.size > 1 ? 'static and dynamic' : registration}; response mode: ${response_mode}.`,
    '',
    row('Module', 'What is checked', 'Response types', 'Result', 'Tests'),
    row('--', '--', '--', '--', '--'),
    ...modulesOf(plan).map((module) =>
      row(
        module.module,
        module.checks,
        runsOf(plan, module),
        resultOf(plan, module, results),
        `\`${testNameOf(plan, module)}\``,
      ),
    ),
    '',
  ]
}

/** The modules that a cause names, with the plans that they are in. */
const named = (name: string) =>
  PLANS.flatMap((plan) =>
    modulesOf(plan)
      .filter(
        (module) => name === EVERY || [module.module, testNameOf(plan, module)].includes(name),
      )
      .map((module) => ({ plan, module })),
  )

const causeRow = ({ verdict, cause, shown_by }: Cause, results: Results) => {
  const shown = shown_by.flatMap((name) => {
    const found = named(name)
    if (found.length === 0) throw new Error(`no module is called ${name}`)
    return found
  })
  const result = worst(
    shown.flatMap(({ plan, module }) =>
      testsOf([{ ...plan, modules: [module] }]).map((test) => results(test.name)),
    ),
  )
  return row(verdict, cause, result, shown_by.map((name) => `\`${name}\``).join(', '))
}

const INTRODUCTION = `# Conformance

What the certification of an OpenID Provider asks, module by module, and how Gryphon does: each row is a test of our own that plays
the module over the network against \`gryphon serve\`, which serves https with a self-signed RSA certificate, as any client would.
It is no certificate: that is given by the OpenID Foundation's own conformance suite, whose names of plans and modules these are.

Every module checks first and always: discovery (200, JSON, no redirect), the key set (public members alone, each \`kid\` once, kinds
of keys that are known), registration (201 and every member that must be there; 204 when it is removed), where the answer comes, its
\`state\` and \`iss\`, every ID Token (signature by the one key that fits, \`iss\`, \`aud\`, times, \`nonce\`, hashes, types of claims, none that
nobody asked for), the token response, and UserInfo with every access token that there is.

"SKIPPED in the suite": the suite leaves the module out, because Gryphon takes no unsigned JWT and says so; here it is shown that one is
refused. "REVIEW in the suite": a person looks at a picture of the page; here the page is looked at by its text.

One row's tests: \`npm test -- --grep "Hybrid: oidcc-server"\`. This page: \`npm run conformance\` runs all of them and writes it.
\`npm test\` runs them too, and fails where this page has other rows.
`

const causes = (results: Results): readonly string[] => [
  '## Causes of FAILURE and WARNING',
  '',
  'Ways in which providers fail the suite or are warned, and the modules above that show that Gryphon does not. What is about FAPI',
  'comes with FAPI.',
  '',
  row('Verdict', 'Cause', 'Result', 'Shown by'),
  row('--', '--', '--', '--'),
  ...CAUSE_TABLE.map((cause) => causeRow(cause, results)),
  '',
]

/** The page as it is without the line that says when it was written. */
export const withoutRun = (page: string): string => page.replace(/^Run on .*$/m, 'Run on')

/** docs/conformance.md. */
export const conformancePage = (results: Results, { date, version }: Run): string =>
  [
    INTRODUCTION,
    `Run on ${date}, Gryphon ${version}: ${countOf(results)}.`,
    '',
    ...PLANS.flatMap((plan) => planTable(plan, results)),
    ...causes(results),
  ].join('\n')

const countOf = (results: Results) => {
  const tests = testsOf(PLANS)
  const passed = tests.filter(({ name }) => results(name) === 'passed').length
  return `${passed} of ${tests.length} tests passed`
}
