import type { WorkName } from './load/works.ts'
import type { Alg, SubjectName } from './subjects/subject.ts'

/** One line of the benchmark: a work, and who does it. */
export interface Row {
  readonly name: string
  readonly work: WorkName
  readonly alg: Alg
  readonly response_type: string
  /** Ours comes first; it is compared with the one that comes next. */
  readonly subjects: readonly [SubjectName, ...SubjectName[]]
}

const HYBRID = 'code id_token'

const flow = (name: string, alg: Alg, subjects: Row['subjects'], response_type = HYBRID): Row => ({
  ...{ name, work: 'flow', alg, response_type, subjects },
})

const endpoint = (work: WorkName, alg: Alg): Row => ({
  name: `${work} alone, ${alg}`,
  ...{ work, alg, response_type: HYBRID, subjects: ['ours', 'theirs'] },
})

/** Everything that is measured, in this order. */
export const ROWS: readonly Row[] = [
  flow('code id_token, ES256', 'ES256', ['ours', 'theirs', 'bare']),
  flow('code id_token, EdDSA', 'EdDSA', ['ours', 'theirs', 'bare']),
  flow('code id_token, RS256', 'RS256', ['ours', 'theirs', 'bare']),
  flow('code id_token token, ES256', 'ES256', ['ours', 'theirs'], 'code id_token token'),
  flow('code id_token, ES256, JWT access tokens', 'ES256', ['ours_jwt', 'theirs']),
  ...(['authorize', 'token', 'userinfo', 'refresh'] as const).flatMap((work) => [
    endpoint(work, 'ES256'),
    endpoint(work, 'RS256'),
  ]),
  { ...endpoint('discovery', 'ES256'), name: 'discovery' },
  { ...endpoint('jwks', 'ES256'), name: 'jwks' },
]
