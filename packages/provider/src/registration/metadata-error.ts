import { RegistrationError } from '@gryphon/protocol'

/** Refuses client metadata, and names which: `invalid_redirect_uri` or `invalid_client_metadata` (RFC 7591 §3.2.2). */
export class MetadataError extends RegistrationError {
  readonly metadata: string
  /** `problem` goes on from the name: `must be a list of text`. */
  constructor(metadata: string, problem: string, section: string) {
    super(
      metadata === 'redirect_uris' ? 'invalid_redirect_uri' : 'invalid_client_metadata',
      `${metadata} ${problem}`,
      section,
    )
    this.metadata = metadata
  }
}
