/** The most characters of a parameter's value. Others that are known: 2048. Unknown parameters are ignored (RFC 6749 §3.1). */
export const LIMITS = {
  state: 4096,
  nonce: 512,
  scope: 2048,
  redirect_uri: 2048,
  response_type: 128,
  response_mode: 128,
  prompt: 128,
  max_age: 10,
  login_hint: 512,
  code_challenge: 128,
  code_challenge_method: 32,
  resource: 2048,
  audience: 2048,
  claims: 8192,
  acr_values: 512,
  id_token_hint: 8192,
  ui_locales: 256,
  claims_locales: 256,
  display: 32,
} as const

const KNOWN: readonly string[] = ['client_id', ...Object.keys(LIMITS)]

/** Whether an Authorization Request is judged by a parameter; others are not even kept while a person is on a page. */
export const isKnownParameter = (name: string): boolean => KNOWN.includes(name)
