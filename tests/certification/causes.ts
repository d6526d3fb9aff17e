/** A way to fail, or to be warned: and the modules whose tests show that it is not so here. */
export interface Cause {
  readonly verdict: 'FAILURE' | 'WARNING'
  readonly cause: string
  /** Names of modules; with a plan's name before it where only that plan shows it. `every` is each of them. */
  readonly shown_by: readonly string[]
}

const failure = (cause: string, ...shown_by: readonly string[]): Cause => ({
  verdict: 'FAILURE',
  cause,
  shown_by,
})

const warning = (cause: string, ...shown_by: readonly string[]): Cause => ({
  verdict: 'WARNING',
  cause,
  shown_by,
})

/** Shown by every module, for each checks all of the usual answers. */
export const EVERY = 'every module'

/** The ways in which a provider fails, or is warned. Those about FAPI come with FAPI. */
// biome-ignore format: a table
export const CAUSE_TABLE: readonly Cause[] = [
  failure('a hybrid response, or its error, in the query instead of the fragment', EVERY),
  failure('a front-channel ID Token without c_hash, at_hash or s_hash where they belong; s_hash without state', 'oidcc-server', 'no state'),
  failure('at_hash of the second ID Token made of the front-channel access token', EVERY),
  failure('no id_token from the token endpoint in hybrid flows; another sub in it', EVERY),
  failure('nonce not required for ID Tokens in front, or required for code token', 'oidcc-ensure-request-without-nonce-fails', 'oidcc-ensure-request-without-nonce-succeeds-for-code-flow'),
  failure('auth_time missing in one ID Token after max_age, or changing without a login', 'oidcc-max-age-1', 'oidcc-max-age-10000', 'oidcc-refresh-token'),
  failure('prompt=none fails after a login, because consent is asked each time', 'oidcc-prompt-none-logged-in', 'oidcc-id-token-hint'),
  failure('prompt=login met by the session there is, or asked again and again', 'oidcc-prompt-login'),
  failure('a redirect to an unregistered redirect_uri', 'oidcc-ensure-registered-redirect-uri', 'oidcc-redirect-uri-query-mismatch', 'oidcc-redirect-uri-query-added'),
  failure('a second use of a code not refused after 30 seconds; a status that is not 400, a body that is not JSON; invalid_client without 401', 'oidcc-codereuse', 'oidcc-codereuse-30seconds', 'a wrong client_secret'),
  failure('keys without kid, with the same kid, or with private members', EVERY),
  failure('a registration answer without client_secret_expires_at, or with one of registration_client_uri and registration_access_token', EVERY),
  failure('a refresh token of one client used by another; a token response that may be kept', 'oidcc-refresh-token'),
  failure('a long state cut, or unreserved characters altered', 'oidcc-prompt-none-not-logged-in', 'state and nonce of unreserved characters', 'oidcc-refresh-token'),
  failure('an error_description beyond the characters of RFC 6749', 'hostile values', 'oidcc-response-type-missing'),
  failure('form_post by GET, of another content type, or with a script that its own policy stops', 'Form Post Hybrid: oidcc-server'),
  failure('discovery that redirects, or names another issuer', 'oidcc-discovery-endpoint-verification'),
  failure('a guard against SSRF that keeps the provider from the addresses of clients', 'oidcc-registration-jwks-uri', 'oidcc-request-uri-signed-rs256', 'oidcc-registration-sector-uri', 'oidcc-backchannel-rp-initiated-logout'),
  warning('claims in the ID Token that nobody asked for; name or email in it beside an access token', EVERY, 'oidcc-scope-email', 'oidcc-claims-essential'),
  warning('a standard claim of a scope missing in UserInfo; name missing though essential', 'oidcc-scope-all', 'oidcc-claims-essential'),
  warning('acr missing, or none of those asked for', 'oidcc-ensure-request-with-acr-values-succeeds'),
  warning('a second use of a code answered with 200; its access token alive afterwards', 'oidcc-codereuse', 'oidcc-codereuse-30seconds'),
  warning('expires_in missing', EVERY, 'oidcc-refresh-token'),
  warning('no access token in the form body', 'oidcc-userinfo-post-body'),
  warning('an error response with other parameters, or a line break in its description', 'hostile values', 'oidcc-prompt-none-not-logged-in'),
  warning('refresh_token listed but never issued, or issued but not listed', 'oidcc-refresh-token'),
  warning('request_parameter_supported not true although request objects work', 'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported'),
  warning('a registration that DELETE does not end with 204', EVERY),
  warning('unknown metadata names; userinfo_endpoint, claims_supported, scopes_supported missing; no RS256 for request objects; casing of locales', 'oidcc-discovery-endpoint-verification'),
  warning('keys of kinds that the suite does not know', EVERY),
  warning('another error code than the one for the registration', 'oidcc-redirect-uri-regfrag', 'oidcc-registration-sector-bad', 'oidcc-3rd_party-init-login-nohttps'),
  warning('an old signing key that is gone at a rotation', 'oidcc-server-rotate-keys'),
  warning('signed UserInfo without iss or aud', 'oidcc-userinfo-rs256'),
  warning('a client assertion for the issuer refused', 'oidcc-ensure-client-assertion-with-iss-aud-succeeds'),
  warning('more parameters on the way back from a logout; a weak TLS of the provider as a client', 'oidcc-rp-initiated-logout', 'oidcc-backchannel-rp-initiated-logout'),
  warning('an authorization endpoint that does not answer a POST', 'oidcc-ensure-post-request-succeeds'),
]
