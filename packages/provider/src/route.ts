import type { Endpoint } from './endpoint.ts'
import { ENDPOINTS } from './features.ts'
import { DEFAULT_TENANT, isTenantId } from './model/tenant.ts'

/** Which endpoint of which tenant a path is. */
export interface Route {
  readonly tenant_id: string
  readonly endpoint: Endpoint
}

const EXACT = new Map(ENDPOINTS.map((endpoint) => [endpoint.path, endpoint]))
const PREFIXES = ENDPOINTS.filter(({ path }) => path.endsWith('/*')).map((endpoint) => ({
  prefix: endpoint.path.slice(0, -1),
  endpoint,
}))

const findEndpoint = (path: string) =>
  EXACT.get(path) ?? PREFIXES.find(({ prefix }) => path.startsWith(prefix))?.endpoint

/**
 * Finds the way: `/authorize` is the default tenant's, `/acme/authorize` another's; metadata of RFC 8414 §3 is at
 * `/.well-known/oauth-authorization-server/acme` too.
 *
 * @example findRoute('/acme/oauth/token')?.tenant_id // 'acme'
 */
export function findRoute(path: string): Route | undefined {
  const atRoot = findEndpoint(path)
  if (atRoot !== undefined) return { tenant_id: DEFAULT_TENANT, endpoint: atRoot }
  const [, well_known = '', before, after] =
    /^(\/\.well-known\/oauth-authorization-server)\/([^/]+)$/.exec(path) ?? ['', '', ...split(path)]
  const [tenant_id, rest] = well_known === '' ? [before, after] : [before, well_known]
  const endpoint = rest === undefined ? undefined : findEndpoint(rest)
  return endpoint === undefined || tenant_id === undefined || !isTenantId(tenant_id)
    ? undefined
    : { tenant_id, endpoint }
}

function split(path: string): readonly string[] {
  const slash = path.indexOf('/', 1)
  return slash < 0 ? [] : [path.slice(1, slash), path.slice(slash)]
}
