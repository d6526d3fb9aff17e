import type { ResponseMode } from '@gryphon/protocol'
import type { Encode } from './encode.ts'
import { formPost } from './form-post.ts'
import { fragment } from './fragment.ts'
import { query } from './query.ts'

/** How each response mode sends an answer. */
export const ENCODE: Readonly<Record<ResponseMode, Encode>> = {
  query,
  fragment,
  form_post: formPost,
}
