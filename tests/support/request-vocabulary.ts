import { EVERY_RESPONSE_TYPE, PKCE } from './clients.ts'
import { API, REDIRECT_URI } from './op.ts'
import { EVERYTHING } from './signed-in.ts'

/** Values of an Authorization Request, each right for some client, not always beside each other. */
export const REQUEST = {
  redirect_uri: [REDIRECT_URI],
  response_type: [...EVERY_RESPONSE_TYPE, 'token id_token code'],
  response_mode: ['', '', 'query', 'fragment', 'form_post'],
  scope: ['openid', 'openid profile', EVERYTHING.scope],
  state: ['a state', 'ä&=#%'],
  nonce: ['n'],
  prompt: ['', '', '', 'none', 'login', 'consent', 'select_account', 'create', 'login consent'],
  max_age: ['', '0', '3600'],
  login_hint: ['alice'],
  id_token_hint: ['', '', '', 'eyJhbGciOiJub25lIn0.e30.'],
  code_challenge: [PKCE.code_challenge],
  code_challenge_method: ['S256'],
  claims: ['', '{"userinfo":{"name":{"essential":true}},"id_token":{"acr":{"values":["1"]}}}'],
  acr_values: ['', '1 2'],
  ui_locales: ['fr-CA de', 'se'],
  claims_locales: ['ja'],
  display: ['', 'page', 'popup', 'touch', 'wap'],
  resource: ['', API],
  audience: ['', '', API],
} as const

/** Fewer parameters, so that many of these requests are right. */
export const MOSTLY_RIGHT = {
  redirect_uri: [REDIRECT_URI],
  response_type: EVERY_RESPONSE_TYPE,
  response_mode: ['', '', 'fragment', 'form_post'],
  scope: ['openid'],
  state: ['a state'],
  nonce: ['n'],
} as const
