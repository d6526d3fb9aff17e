/** Names of metadata that are registered (IANA, OAuth Authorization Server Metadata) or of OpenID Connect: any other is a warning. */
// biome-ignore format: a table
export const METADATA_NAMES: readonly string[] = [
  'issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri', 'registration_endpoint', 'scopes_supported',
  'response_types_supported', 'response_modes_supported', 'grant_types_supported', 'token_endpoint_auth_methods_supported',
  'token_endpoint_auth_signing_alg_values_supported', 'service_documentation', 'ui_locales_supported', 'op_policy_uri', 'op_tos_uri',
  'revocation_endpoint', 'revocation_endpoint_auth_methods_supported', 'revocation_endpoint_auth_signing_alg_values_supported',
  'introspection_endpoint', 'introspection_endpoint_auth_methods_supported', 'introspection_endpoint_auth_signing_alg_values_supported',
  'code_challenge_methods_supported', 'signed_metadata', 'device_authorization_endpoint', 'tls_client_certificate_bound_access_tokens',
  'mtls_endpoint_aliases', 'userinfo_endpoint', 'acr_values_supported', 'subject_types_supported',
  'id_token_signing_alg_values_supported', 'id_token_encryption_alg_values_supported', 'id_token_encryption_enc_values_supported',
  'userinfo_signing_alg_values_supported', 'userinfo_encryption_alg_values_supported', 'userinfo_encryption_enc_values_supported',
  'request_object_signing_alg_values_supported', 'request_object_encryption_alg_values_supported',
  'request_object_encryption_enc_values_supported', 'display_values_supported', 'claim_types_supported', 'claims_supported',
  'claims_locales_supported', 'claims_parameter_supported', 'request_parameter_supported', 'request_uri_parameter_supported',
  'require_request_uri_registration', 'require_signed_request_object', 'pushed_authorization_request_endpoint',
  'require_pushed_authorization_requests', 'introspection_signing_alg_values_supported',
  'authorization_response_iss_parameter_supported', 'check_session_iframe', 'frontchannel_logout_supported',
  'backchannel_logout_supported', 'backchannel_logout_session_supported', 'frontchannel_logout_session_supported',
  'end_session_endpoint', 'prompt_values_supported', 'authorization_signing_alg_values_supported',
  'authorization_encryption_alg_values_supported', 'authorization_encryption_enc_values_supported',
  'authorization_details_types_supported', 'dpop_signing_alg_values_supported', 'backchannel_authentication_endpoint',
]
