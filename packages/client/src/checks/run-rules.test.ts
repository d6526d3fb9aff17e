import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Check } from '../check.ts'
import { ClientError } from '../errors.ts'
import type { Finding, Rule } from './rule.ts'
import { runRules } from './run-rules.ts'

const RULE = { check: 'iss', section: 'Core §2' } as const
const rule = (finding: Finding): Rule<undefined> => ({ ...RULE, examine: () => finding })

const BEFORE: Check = {
  check: 'alg',
  source: 'userinfo_response',
  section: 'Core §5.3',
  outcome: 'absent',
}
const RUN = { source: 'userinfo_response', leftOut: [], before: [BEFORE] } as const
const CHECK = { ...RULE, source: 'userinfo_response' } as const

// biome-ignore format: a table
const TOLD: readonly (readonly [finding: Finding, told: object])[] = [
  [{ outcome: 'passed' },                                { outcome: 'passed' }],
  [{ outcome: 'passed', expected: 'a' },                 { outcome: 'passed', expected: 'a' }],
  [{ outcome: 'passed', found: 'b' },                    { outcome: 'passed', found: 'b' }],
  [{ outcome: 'passed', expected: 'a', found: 'b' },     { outcome: 'passed', expected: 'a', found: 'b' }],
  [{ outcome: 'absent' },                                { outcome: 'absent' }],
  [{ outcome: 'absent', expected: 'a' },                 { outcome: 'absent', expected: 'a' }],
]

for (const [finding, told] of TOLD)
  test(`${JSON.stringify(finding)} is told as it is, after the checks before it, and nothing beside`, () => {
    assert.deepEqual(runRules([rule(finding)], undefined, RUN), [BEFORE, { ...CHECK, ...told }])
  })

test('the first that fails is thrown, with all that were made until then and none after it', () => {
  const failed = { outcome: 'failed', code: 'iss_mismatch', expected: 'a', found: 'b' } as const
  const rules = [rule({ outcome: 'absent' }), rule(failed), rule({ outcome: 'passed' })]
  assert.throws(
    () => runRules(rules, undefined, RUN),
    (error) => {
      assert.ok(error instanceof ClientError)
      const { code, message, expected, found, section, source, checks } = error
      assert.deepEqual(
        { code, message, expected, found, section, source, checks },
        {
          code: 'iss_mismatch',
          message: 'iss of the UserInfo Response: iss_mismatch (Core §2): expected a, found b',
          expected: 'a',
          found: 'b',
          section: 'Core §2',
          source: 'userinfo_response',
          checks: [
            BEFORE,
            { ...CHECK, outcome: 'absent' },
            { ...CHECK, outcome: 'failed', expected: 'a', found: 'b' },
          ],
        },
      )
      return true
    },
  )
})

// biome-ignore format: a table
const IN_WORDS = [
  [{ expected: 'a' },                  'iss of the UserInfo Response: iss_missing (Core §2): expected a, found nothing'],
  [{ found: 'b' },                     'iss of the UserInfo Response: iss_missing (Core §2): found b'],
  [{},                                 'iss of the UserInfo Response: iss_missing (Core §2)'],
  [{ expected: 'a', found: 'b\nforged' }, 'iss of the UserInfo Response: iss_missing (Core §2): expected a, found b forged'],
] as const

for (const [values, message] of IN_WORDS)
  test(`the message alone tells what went wrong, in one line: ${message}`, () => {
    const failed = { outcome: 'failed', code: 'iss_missing', ...values } as const
    assert.throws(() => runRules([rule(failed)], undefined, RUN), { message })
  })

test('a check is left out only where its name and its message are named, and says so', () => {
  const failing = rule({ outcome: 'failed', code: 'iss_mismatch' })
  const run = (leftOut: Parameters<typeof runRules>[2]['leftOut']) => () =>
    runRules([failing], undefined, { ...RUN, before: [], leftOut })
  assert.deepEqual(run([{ check: 'iss', source: 'userinfo_response' }])(), [
    { ...CHECK, outcome: 'left_out' },
  ])
  const several = [
    { check: 'iss', source: 'userinfo_response' },
    { check: 'aud', source: 'logout_token' },
  ] as const
  assert.equal(run(several)()[0]?.outcome, 'left_out')
  assert.throws(run([{ check: 'iss', source: 'logout_token' }]), { code: 'iss_mismatch' })
  assert.throws(run([{ check: 'aud', source: 'userinfo_response' }]), { code: 'iss_mismatch' })
})
