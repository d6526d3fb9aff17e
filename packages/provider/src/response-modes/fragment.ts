import { redirect } from '../http/responses.ts'
import { type Encode, formText } from './encode.ts'

/** Multiple Response Types §2.1 `fragment`. A registered redirect_uri has none of its own. */
export const fragment: Encode = ({ redirect_uri }, parameters) =>
  redirect(`${redirect_uri}#${formText(parameters)}`)
