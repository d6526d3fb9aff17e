import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { allowInsecure, clientSecretBasic } from '@gryphon/client'
import { gryphonLogin, loginOf, requiresLogin } from '@gryphon/client/node'

const { PORT = '3000', ISSUER = '', CLIENT_ID = '', CLIENT_SECRET = '', SECRET = '' } = process.env
const { BASE_URL = `http://127.0.0.1:${PORT}` } = process.env

const login = gryphonLogin({
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
})
const guard = requiresLogin()

const home = (request: IncomingMessage, response: ServerResponse) =>
  response.end(`hello ${loginOf(request).claims?.sub ?? 'nobody'}`)

const me = async (request: IncomingMessage, response: ServerResponse) => {
  const userinfo = await loginOf(request).userinfo()
  response.setHeader('content-type', 'application/json').end(JSON.stringify(userinfo))
}

const fail = (response: ServerResponse, error: unknown) => {
  console.error(error)
  response.writeHead(500).end('something went wrong')
}

const server = createServer((request, response) =>
  login(request, response, (error) => {
    if (error !== undefined) return fail(response, error)
    if (request.url !== '/me') return home(request, response)
    return guard(request, response, () => me(request, response).catch((e) => fail(response, e)))
  }),
)
server.listen(Number(PORT), '127.0.0.1', () => console.log(`${BASE_URL} is ready`))
