/**
 * The Authentication Context Class (Core §2) of a sign-in with a password: the registered class "a password over a protected
 * session" (SAML Authentication Context §3.4.4), a name that clients know from elsewhere and that says no more than is true.
 */
export const PASSWORD_ACR = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'

/** What a sign-in can reach, for the provider's `acr_values_supported` (Discovery §3). */
export const ACR_VALUES: readonly string[] = [PASSWORD_ACR]
