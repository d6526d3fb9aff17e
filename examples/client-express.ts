import { allowInsecure, clientSecretBasic } from '@gryphon/client'
import { gryphonLogin, requiresLogin } from '@gryphon/client/express'
import express from 'express'

const { PORT = '3000', ISSUER = '', CLIENT_ID = '', CLIENT_SECRET = '', SECRET = '' } = process.env
const { BASE_URL = `http://127.0.0.1:${PORT}` } = process.env

const app = express()

app.use(
  gryphonLogin({
    issuer: ISSUER,
    client_id: CLIENT_ID,
    authentication: clientSecretBasic(CLIENT_SECRET),
    base_url: BASE_URL, // as browsers see it; BASE_URL/callback is the redirect_uri
    secret: SECRET, // 32 random characters or more, which seal the cookies
    request: {
      response_type: 'code id_token',
      response_mode: 'form_post',
      scope: 'openid profile email offline_access',
    },
    post_logout_redirect_uri: `${BASE_URL}/`,
    options: { [allowInsecure]: true }, // http on this machine, and nowhere else
  }),
)

app.get('/', (request, response) => {
  response.send(`hello ${request.login.claims?.sub ?? 'nobody'}`)
})

app.get('/me', requiresLogin(), async (request, response) => {
  response.json(await request.login.userinfo())
})

app.listen(Number(PORT), '127.0.0.1', () => console.log(`${BASE_URL} is ready`))
