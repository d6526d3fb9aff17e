import type { Alg } from '../subjects/subject.ts'

/** What the floor's server is to answer at a path, whatever is asked. */
export interface RawAnswer {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What the floor's server can be asked. */
export type Question =
  | { readonly ask: 'answers'; readonly answers: Readonly<Record<string, RawAnswer>> }
  | { readonly ask: 'sign'; readonly alg: Alg; readonly times: number }
  | { readonly ask: 'write'; readonly times: number; readonly together: number }
