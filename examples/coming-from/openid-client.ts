import * as client from 'openid-client'

const { ISSUER = '', CLIENT_ID = '', CLIENT_SECRET = '', REDIRECT_URI = '' } = process.env

const config = await client.discovery(
  new URL(ISSUER),
  CLIENT_ID,
  undefined,
  client.ClientSecretBasic(CLIENT_SECRET),
  { execute: [client.allowInsecureRequests, client.useCodeIdTokenResponseType] },
)

export const begin = async () => {
  const [state, nonce] = [client.randomState(), client.randomNonce()]
  const code_verifier = client.randomPKCECodeVerifier()
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    response_mode: 'form_post',
    scope: 'openid profile email offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(code_verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  return { url: url.href, transaction: { state, nonce, code_verifier } }
}

type Transaction = Awaited<ReturnType<typeof begin>>['transaction']

export const callback = (request: Request, { state, nonce, code_verifier }: Transaction) =>
  client.authorizationCodeGrant(config, request, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: code_verifier,
    idTokenExpected: true,
  })

type Login = Awaited<ReturnType<typeof callback>>

export const userinfo = (login: Login) =>
  client.fetchUserInfo(config, login.access_token, login.claims()?.sub ?? '')

export const renew = ({ refresh_token = '' }: Login) =>
  client.refreshTokenGrant(config, refresh_token)

export const revoke = (token: string) => client.tokenRevocation(config, token)

export const logout = ({ id_token = '' }: Login) =>
  client.buildEndSessionUrl(config, { id_token_hint: id_token }).href
