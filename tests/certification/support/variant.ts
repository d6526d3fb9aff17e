/** How a plan is run: with which response type, where the answer comes, and how the client was made known. */
export interface Variant {
  readonly response_type: string
  readonly response_mode: 'default' | 'form_post'
  readonly registration: 'static' | 'dynamic'
  /** How the client authenticates: client_secret_basic when absent. */
  readonly client_auth?: 'private_key_jwt'
}

/** Whether a response type has an artefact (OAuth Multiple Response Types §3: its words are in any order). */
export const asksFor = ({ response_type }: Variant, artefact: 'code' | 'id_token' | 'token') =>
  response_type.split(' ').includes(artefact)

/** Whether somebody gets an access token at all. */
export const hasAccessToken = (variant: Variant) =>
  asksFor(variant, 'code') || asksFor(variant, 'token')

/** A variant in words, for the name of a test. */
export const wordsOf = ({ response_type, response_mode, registration }: Variant) =>
  `${response_type}, ${response_mode}, ${registration}`
