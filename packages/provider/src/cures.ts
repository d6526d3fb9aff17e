/** What to change about a refusal, by how its description begins. */
// biome-ignore format: a table
const CURES: readonly (readonly [description: string, change: string])[] = [
  ['client_id is missing',             'the application must send client_id'],
  ['client_id is unknown',             'compare it with: gryphon client list; is it a client of another tenant?'],
  ['redirect_uri is missing',          'the application must send redirect_uri, or have exactly one registered'],
  ['redirect_uri is not registered',   'register it to the letter: gryphon client show tells which ones are'],
  ['response_type is missing',         'the application must send response_type'],
  ['response_type is not supported',   'set response_types to offer it, or let the application send another'],
  ['the client is not registered for this response_type', 'add it to the response_types of the client'],
  ['the client is not registered for this response_mode', 'add it to the response_modes of the client, or take that setting away'],
  ['response_mode',                    'let the application send fragment or form_post, or no response_mode'],
  ['nonce is required',                'the application must send a nonce with every response_type that has id_token'],
  ['scope must have openid',           'the application must send openid in scope'],
  ['scope has nothing',                'add to the scope of the client what it asks for; scopes of an API need its resource too'],
  ['resource is not known',            'register the API: gryphon resource add'],
  ['code_challenge is required',       'the application must use PKCE (S256), or take require_pkce from a confidential client'],
  ['code_challenge_method must be',    'the application must use S256; plain is not safe'],
  ['prompt create is not supported',   'let people create accounts (sign_up open), or let the application send another prompt'],
  ['prompt is none, but login',        'who was meant has no session here, or has not allowed this client to know it: send them once without prompt=none'],
  ['prompt is none, but consent',      'the person has not allowed this yet: send them once without prompt=none, or make the client trusted'],
  ['id_token_hint was issued to another', 'the application must send an ID Token of its own, or none'],
  ['the request must be pushed',       'the application must use the pushed authorization request endpoint'],
  ['the request must be a signed',     'the application must send a signed request object'],
  ['request_uri is unknown',           'a pushed request lives for a short time: see lifetimes.pushed_request'],
  ['request_uri was used before',      'each pushed request works once: the application must push anew'],
  ['request_uri is not one that is',   'add it to the request_uris of the client, and its keys to jwks or jwks_uri'],
  ['request_uri cannot be fetched',    'it must be a public https address that answers 200 at once; see outbound.allow_private for tests'],
  ['the request object is refused',    'is it signed with a key of the client, in time, with an alg that it registered?'],
  ['the client used',                  'change token_endpoint_auth_method of the client, or what the application sends'],
  ['client_secret is wrong',           'the secret was told once, when it was made: register the client anew if it is lost'],
  ['code was used before',             'an application must redeem a code once; everything that came of it is revoked'],
  ['code has expired',                 'the application took longer than lifetimes.code to redeem it'],
  ['code_verifier',                    'the application must keep the verifier of each login and send it with its code'],
  ['redirect_uri is not the one',      'the application must send the same redirect_uri at both endpoints'],
  ['not an authorization endpoint',    'give the whole address of the request, with the tenant that it is for: …/authorize?client_id=…'],
  ['the address is of',                'say where the provider is, as it was started: --issuer https://login.example.com, or --port 4100'],
  ['refresh_token was used before',    'two copies of a refresh token were used: everything of that login is revoked'],
]

/**
 * What to change so that a request is not refused again; `undefined` where the description says all there is.
 *
 * @example cureFor('nonce is required') // 'the application must send a nonce with every response_type that has id_token'
 */
export const cureFor = (description: string): string | undefined =>
  CURES.find(([beginning]) => description.startsWith(beginning))?.[1]
