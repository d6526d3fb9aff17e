import {
  allowInsecure,
  clientSecretBasic,
  discoverClient,
  type Login,
  type Transaction,
} from '@gryphon/client'

const { ISSUER = '', CLIENT_ID = '', CLIENT_SECRET = '', REDIRECT_URI = '' } = process.env

const rp = await discoverClient(
  ISSUER,
  {
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    authentication: clientSecretBasic(CLIENT_SECRET),
  },
  { [allowInsecure]: true },
)

export const begin = () =>
  rp.begin({
    response_type: 'code id_token',
    response_mode: 'form_post',
    scope: 'openid profile email offline_access',
  })

export const callback = async (request: Request, transaction: Transaction) => {
  const front = await rp.receive(request, transaction) // who it is, before the OP is asked again
  return front.redeem()
}

export const userinfo = ({ access_token, claims }: Login) =>
  rp.userinfo(access_token, claims?.sub ?? '')

export const renew = ({ refresh_token = '', claims }: Login) =>
  rp.refresh(refresh_token, { claims })

export const revoke = (token: string) => rp.revoke(token)

export const logout = ({ id_token = '' }: Login) => rp.endSession({ id_token_hint: id_token }).url
