import type {
  Client,
  ErrorPage,
  PendingInteraction,
  Resource,
  Session,
  SignOutPage,
} from '@gryphon/provider'
import type { Person } from '../people-store.ts'

/*
 * What tests make pages from.
 */

/** A client like many, with everything a page can show but a logo. */
export const CLIENT: Client = {
  client_id: 'photo-album',
  client_name: 'Photo Album',
  policy_uri: 'https://photos.example.com/privacy',
  tos_uri: 'https://photos.example.com/terms',
  redirect_uris: ['https://photos.example.com/callback'],
  response_types: ['code id_token'],
  grant_types: ['authorization_code', 'implicit'],
  scope: ['openid', 'profile', 'email', 'offline_access', 'photos.read', 'photos.write'],
  token_endpoint_auth_method: 'client_secret_basic',
  id_token_signed_response_alg: 'RS256',
  require_pkce: false,
  trusted: false,
  created_at: 1_700_000_000,
}

/** An API with two permissions. */
export const PHOTOS: Resource = {
  resource: 'https://api.photos.example.com/',
  name: 'Photo Library',
  scopes: [
    { scope: 'photos.read', description: 'See your photos and albums' },
    { scope: 'photos.write', description: 'Add photos, and change or delete them' },
  ],
}

/** Someone to sign in. */
export const ADA: Person = {
  sub: 'sub-ada',
  username: 'ada',
  password_hash: 'not a hash',
  claims: { name: 'Ada Lovelace', email: 'ada@example.com', email_verified: true },
  created_at: 1_700_000_000,
  disabled: false,
}

/** Ada, signed in with this browser. */
export const ADAS_SESSION: Session = {
  sub: ADA.sub,
  auth_time: 1_700_000_100,
  amr: ['pwd'],
  sid: 'sid-1',
  in: 'request-1',
  created_at: 1_700_000_100,
  expires_at: 1_700_030_000,
}

/** Which verb of an interaction was called, as the response tells it. */
const answer = async (verb: string) => ({ status: 303, headers: { location: `/${verb}` } })

/** An interaction that answers each verb by a redirect to its name, so that a test sees which it was. */
export const pendingExample = (
  overrides: Partial<PendingInteraction> = {},
): PendingInteraction => ({
  tenant: { tenant_id: 'default', name: 'Gryphon', created_at: 1_700_000_000 },
  prompt: 'login',
  action: '/interaction/flow-1',
  hidden: { name: 'ticket', value: 'sealed-ticket' },
  form_action: 'https://photos.example.com',
  client: CLIENT,
  redirect_host: 'photos.example.com',
  response_mode: 'form_post',
  scope: ['openid', 'profile', 'email', 'offline_access', 'photos.read', 'photos.write'],
  new_scope: ['openid', 'profile', 'email', 'offline_access', 'photos.read', 'photos.write'],
  resources: [PHOTOS],
  new_resources: [PHOTOS],
  login_hint: undefined,
  ui_locales: [],
  display: 'page',
  asked_claims: [],
  new_claims: [],
  session: undefined,
  isKnownBrowser: () => false,
  request_id: 'req-7Q2M',
  now: 1_700_000_200,
  signIn: ({ sub, acr, amr }) => answer(`signIn?sub=${sub}&acr=${acr}&amr=${amr}`),
  chooseAccount: () => answer('chooseAccount'),
  useAnotherAccount: () => answer('useAnotherAccount'),
  allow: () => answer('allow'),
  deny: () => answer('deny'),
  proceed: () => answer('proceed'),
  ...overrides,
})

/** A refusal to be shown. */
export const errorExample = (overrides: Partial<ErrorPage> = {}): ErrorPage => ({
  status: 400,
  kind: 'refused',
  error: 'invalid_request',
  description: 'redirect_uri is not registered for this client',
  request_id: 'req-7Q2M',
  tenant: { tenant_id: 'default', name: 'Gryphon', created_at: 1_700_000_000 },
  client: CLIENT,
  restart: undefined,
  ui_locales: [],
  ...overrides,
})

/** A logout to be spoken of. */
export const signOutExample = (overrides: Partial<SignOutPage> = {}): SignOutPage => ({
  onward: 'by_itself',
  kind: 'ask',
  tenant: { tenant_id: 'default', name: 'Gryphon', created_at: 1_700_000_000 },
  client: CLIENT,
  session: ADAS_SESSION,
  action: '/logout',
  hidden: { name: 'ticket', value: 'sealed-ticket' },
  frames: [],
  next: undefined,
  ui_locales: [],
  request_id: 'req-7Q2M',
  ...overrides,
})
