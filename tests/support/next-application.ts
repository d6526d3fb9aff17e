import { serve } from '@hono/node-server'
import { GET, home, me, nameOf, POST } from '../../examples/client-next.ts'

/*
 * What Next.js does with the route handlers of examples/client-next.ts: calls them by method and path.
 */
const { PORT, BASE_URL = '' } = process.env

const route = async (request: Request): Promise<Response> => {
  const { pathname } = new URL(request.url)
  if (pathname.startsWith('/auth/')) return (request.method === 'POST' ? POST : GET)(request, {})
  if (pathname === '/me') return me(request, {})
  if (pathname === '/component') return new Response(await nameOf(request.headers))
  return home(request, {})
}

serve({ fetch: route, port: Number(PORT), hostname: '127.0.0.1' }, () =>
  console.log(`${BASE_URL} is ready`),
)
