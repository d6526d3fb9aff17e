import { globSync } from 'node:fs'
import { engineTests } from '../runner/engine-tests.ts'
import { ACCEPTED, type Accepted } from './accepted.ts'
import { ACCEPTED_OF_CLIENT } from './accepted-client.ts'
import { ACCEPTED_OF_GUARD } from './accepted-guard.ts'
import { OPERATORS, type Operator } from './operators.ts'
import { LEFT_OUT_ROW } from './row-operator.ts'

/** A part of the repository that mutants are made of, and the tests that must notice them. */
export interface Target {
  readonly name: TargetName
  /** Globs; test files are none of them. */
  readonly sources: readonly string[]
  readonly notSources: readonly string[]
  readonly tests: () => readonly string[]
  /** A glob: where none of these has changed, the tests reach what they reached. */
  readonly everything: string
  readonly operators: readonly Operator[]
  /** Of a hundred mutants, so many must be noticed. */
  readonly least_score: number
  /** The survivors that were looked at. */
  readonly accepted: readonly Accepted[]
  /** Where its trials are kept. */
  readonly folder: string
}

/** What `--target` takes. */
export type TargetName = 'engine' | 'client' | 'guard'

const ARTIFACTS = 'tests/artifacts/mutation'

/** These replace the global `fetch`, which the others have in the same process; they are about documents. */
const README = /\/readme[^/]*\.test\.ts$/

const testsBeside = (globs: readonly string[]) =>
  globSync(globs)
    .filter((path) => !README.test(path))
    .sort()

/** The parts, each with its own score. */
export const TARGETS: Readonly<Record<TargetName, Target>> = {
  engine: {
    name: 'engine',
    sources: [
      'packages/protocol/src/*.ts',
      'packages/provider/src/{authorization,issuance,grants,client-authentication}/*.ts',
    ],
    notSources: [],
    tests: engineTests,
    everything: '{packages/*/src,tests/{e2e,support}}/**/*.ts',
    operators: OPERATORS,
    least_score: 90,
    accepted: ACCEPTED,
    folder: ARTIFACTS,
  },
  client: {
    name: 'client',
    sources: ['packages/client/src/**/*.ts'],
    notSources: ['packages/client/src/{adapters,testing}/**', 'packages/client/src/index.ts'],
    tests: () =>
      testsBeside(['packages/client/src/**/*.test.ts', 'tests/e2e/login-session*.test.ts']),
    everything:
      '{packages/{client,protocol}/src/**/*.ts,tests/e2e/login-session*.ts,tests/support/*.ts}',
    operators: [...OPERATORS, LEFT_OUT_ROW],
    least_score: 95,
    accepted: ACCEPTED_OF_CLIENT,
    folder: `${ARTIFACTS}/client`,
  },
  guard: {
    name: 'guard',
    sources: ['packages/resource-server/src/**/*.ts'],
    notSources: [
      'packages/resource-server/src/{adapters,testing}/**',
      'packages/resource-server/src/index.ts',
    ],
    tests: () => testsBeside(['packages/resource-server/src/**/*.test.ts']),
    everything: 'packages/{resource-server,protocol}/src/**/*.ts',
    operators: [...OPERATORS, LEFT_OUT_ROW],
    least_score: 95,
    accepted: ACCEPTED_OF_GUARD,
    folder: `${ARTIFACTS}/guard`,
  },
}

/** The files of a target that mutants are made of, in order of path. */
export const sourcesOf = ({ sources, notSources }: Target): readonly string[] => {
  const not = new Set(globSync(notSources))
  return globSync(sources)
    .filter((path) => !path.endsWith('.test.ts') && !not.has(path))
    .sort()
}
