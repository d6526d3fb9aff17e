import { RegistrationError } from '@gryphon/protocol'
import type { MetadataProblem } from '../model/admin.ts'

/** What an operator is told beside the problem; a client that registers itself is not. */
interface Told extends Pick<MetadataProblem, 'found' | 'words'> {
  /** What else is wrong. */
  readonly others?: readonly MetadataError[]
}

/** Refuses client metadata, and names which: `invalid_redirect_uri` or `invalid_client_metadata` (RFC 7591 §3.2.2). */
export class MetadataError extends RegistrationError implements MetadataProblem {
  readonly metadata: string
  readonly problem: string
  readonly found: unknown
  readonly words: readonly string[] | undefined
  readonly others: readonly MetadataError[]
  /** `problem` goes on from the name: `must be a list of text`. */
  constructor(
    metadata: string,
    problem: string,
    section: string,
    { found, words, others = [] }: Told = {},
  ) {
    super(
      metadata === 'redirect_uris' ? 'invalid_redirect_uri' : 'invalid_client_metadata',
      `${metadata} ${problem}`,
      section,
    )
    this.metadata = metadata
    this.problem = problem
    this.found = found
    this.words = words
    this.others = others
  }
}

/** Throws the first of these, with the others; nothing where there are none. */
export function refuseFor([first, ...others]: readonly MetadataError[]): void {
  if (first === undefined) return
  const { metadata, problem, section, found, words } = first
  throw new MetadataError(metadata, problem, section, {
    found,
    others,
    ...(words === undefined ? {} : { words }),
  })
}
