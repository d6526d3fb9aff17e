import express from 'express'
import openid from 'express-openid-connect'

const { PORT = '3000', ISSUER = '', CLIENT_ID = '', CLIENT_SECRET = '', SECRET = '' } = process.env
const { BASE_URL = `http://127.0.0.1:${PORT}` } = process.env

const app = express()

app.use(
  openid.auth({
    issuerBaseURL: ISSUER,
    clientID: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    clientAuthMethod: 'client_secret_basic',
    baseURL: BASE_URL,
    secret: SECRET,
    authRequired: false,
    idpLogout: true,
    authorizationParams: {
      response_type: 'code id_token',
      response_mode: 'form_post',
      scope: 'openid profile email offline_access',
    },
  }),
)

app.get('/', (request, response) => {
  response.send(`hello ${request.oidc.user?.sub ?? 'nobody'}`)
})

app.get('/me', openid.requiresAuth(), async (request, response) => {
  response.json(await request.oidc.fetchUserInfo())
})

app.listen(Number(PORT), '127.0.0.1', () => console.log(`${BASE_URL} is ready`))
