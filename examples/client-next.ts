import { allowInsecure, clientSecretBasic } from '@gryphon/client'
import { gryphonLogin } from '@gryphon/client/next'

const { ISSUER = '', CLIENT_ID = '', CLIENT_SECRET = '', SECRET = '', BASE_URL = '' } = process.env

// lib/login.ts
export const login = gryphonLogin({
  issuer: ISSUER,
  client_id: CLIENT_ID,
  authentication: clientSecretBasic(CLIENT_SECRET),
  base_url: BASE_URL, // as browsers see it; BASE_URL/auth/callback is the redirect_uri
  secret: SECRET, // 32 random characters or more, which seal the cookies
  request: {
    response_type: 'code id_token',
    response_mode: 'form_post',
    scope: 'openid profile email offline_access',
  },
  post_logout_redirect_uri: `${BASE_URL}/`,
  options: { [allowInsecure]: true }, // http on this machine, and nowhere else
})

// app/auth/[...login]/route.ts
export const { GET, POST } = login.handlers

// app/me/route.ts: export const GET = …
export const me = login.protect(async (_request, visit) => Response.json(await visit.userinfo()))

// app/route.ts: export const GET = …
export const home = login.open(
  (_request, visit) => new Response(`hello ${visit.claims?.sub ?? 'nobody'}`),
)

// in a server component: await nameOf(await headers())
export const nameOf = async (headers: Headers) => (await login.claims(headers))?.sub
