import type { IncomingMessage, ServerResponse } from 'node:http'
import { PROMPTS, type ResponseType, SCOPE_CLAIMS, suitsResponseType } from '@gryphon/protocol'
import { createAdmin, ensureDefaultTenant } from './admin/admin.ts'
import { cached } from './cache.ts'
import type { ProviderConfig } from './config.ts'
import { type ExplainedStep, explain } from './explain.ts'
import {
  DEFAULT_LIFETIMES,
  DEFAULT_REGISTRATION_LIMITS,
  DEFAULT_RESPONSE_MODES,
  DEFAULT_RESPONSE_TYPES,
} from './features.ts'
import { fromWebRequest, toWebResponse } from './http/fetch.ts'
import { guardedFetch } from './http/guarded-fetch.ts'
import type { HttpRequest, HttpResponse } from './http/message.ts'
import { nodeListener } from './http/node.ts'
import type { Instruments } from './instruments.ts'
import { openKeyring } from './keys/keyring.ts'
import { recentlySigned } from './keys/recently-signed.ts'
import { rotationSchedule } from './keys/schedule.ts'
import { checkMasterKey } from './keys/wrap.ts'
import { logoutDelivery } from './logout/deliver.ts'
import { type Admin, SettingError } from './model/admin.ts'
import { isLoopbackHost } from './model/redirect-uri.ts'
import type { Seconds } from './model/seconds.ts'
import { DEFAULT_TENANT, issuerOf } from './model/tenant.ts'
import type { Op, World } from './op.ts'
import { outboundBy } from './outbound/calls.ts'
import { systemRandom, systemTime } from './platform.ts'
import { registrationRate } from './registration/limit.ts'
import { responder } from './respond.ts'
import type { Store } from './store/store.ts'

/** An OpenID Provider, ready to answer. */
export interface Provider {
  readonly issuer: string
  readonly store: Store
  readonly admin: Admin
  /** The Web-standard way in: for Hono, Bun, Deno, Workers, Next. */
  fetch(request: Request): Promise<Response>
  /** Node's way in: `createServer(provider.node)`. */
  node(request: IncomingMessage, response: ServerResponse): void
  /** The plain way in, which the other two adapt. */
  respond(request: HttpRequest): Promise<HttpResponse>
  /** What the OP makes of an Authorization Request's URL, step by step, with the rule behind each. */
  explain(url: string): Promise<readonly ExplainedStep[]>
  /** Deletes some of what has expired, and tells how much; call it now and then. */
  sweep(): Promise<number>
  /**
   * Tells clients that sessions have ended, those that are due (Back-Channel Logout §2.5), and returns how many were tried. Call
   * it every few seconds, and after each `signed_out` event: an answer to a person never waits for a client. While it is at
   * work, another call has it look for more, and returns 0 at once.
   */
  deliverLogouts(): Promise<number>
  /**
   * Announces successors of keys that have been used for long (`key_rotation`), some at a time, and tells how many. Call it every
   * hour, on any number of nodes.
   */
  rotateDueKeys(): Promise<number>
  /** Resolved where the keys of the default tenant can be used; rejected where they cannot be read or opened. */
  checkKeys(): Promise<void>
}

/** How long rows that every request reads are taken as they are, in seconds: the time a change needs to be seen everywhere. */
const KEPT = { tenants: 10, clients: 5 } as const
const SWEEP_BATCH = 500
const KEY_ROTATION: Seconds = 90 * 24 * 3600

/** Of so many tokens, the latest, this node knows that it signed them: a megabyte. */
const RECENT_TOKENS = 10_000

/**
 * Makes a provider. Its default tenant and keys are there before it resolves. Throws `SettingError`, which names the setting
 * and the cure.
 *
 * @example const op = await createProvider({ issuer, store, master_key, pages, claims })
 */
export async function createProvider(config: ProviderConfig): Promise<Provider> {
  checkIssuer(config.issuer)
  checkMasterKey(config.master_key)
  const world = worldOf(config)
  const { store } = world
  const recent = recentlySigned(RECENT_TOKENS)
  const { master_key, other_master_keys, key_rotation = KEY_ROTATION } = config
  const means = { ...world, master_key, other_master_keys, recent }
  const findKeyring = async (tenant_id: string) => {
    const keys = await store.listKeys(tenant_id)
    return keys.length === 0 ? undefined : openKeyring(tenant_id, keys, means)
  }
  const findOp = opFinder(world, config.issuer, findKeyring)
  const adminMeans = { ...means, fetch: world.outbound.operator.fetch, findKeyring }
  await ensureDefaultTenant(adminMeans)
  // Keys that cannot be opened are told now. The OP is not kept yet: what is registered next is seen at once.
  await findKeyring(DEFAULT_TENANT)
  const respond = responder(world, findOp)
  return {
    issuer: config.issuer,
    store,
    admin: createAdmin(adminMeans),
    respond,
    fetch: async (request) => toWebResponse(await respond(fromWebRequest(request)), request.method),
    node: nodeListener(respond),
    explain: (url) => explain(url, config.issuer, findOp),
    deliverLogouts: logoutDelivery(world, findOp),
    rotateDueKeys: rotationSchedule(store, key_rotation, means),
    checkKeys: async () => {
      if ((await findOp(DEFAULT_TENANT)) === undefined)
        throw new Error('there is no default tenant')
    },
    sweep: () => store.sweep(world.now(), SWEEP_BATCH),
  }
}

/** Discovery §3, Core §2: an https URL without query or fragment; here also http for this machine, to develop with. */
function checkIssuer(issuer: string): void {
  const url = URL.parse(issuer)
  const secure =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname))
  if (url === null || !secure || url.origin !== issuer)
    throw new SettingError(
      'issuer',
      `issuer ${issuer} cannot be: give the https origin that browsers see, such as https://login.example.com (http for localhost only), without a path or a slash at the end`,
    )
}

const worldOf = (config: ProviderConfig): World => {
  const now = config.now ?? systemTime
  return {
    store: config.store,
    pages: config.pages,
    claims: config.claims,
    claims_supported: config.claims_supported ?? Object.values(SCOPE_CLAIMS).flat(),
    ...responsesOf(config),
    access_token_format: config.access_token_format ?? 'jwt',
    session_management: config.session_management ?? false,
    lifetimes: { ...DEFAULT_LIFETIMES, ...config.lifetimes },
    log: config.log ?? (() => undefined),
    instruments: config.instruments,
    now,
    random: config.random ?? systemRandom,
    outbound: outboundBy(config.fetch ?? guardedFetch(), now),
    acr_values_supported: config.acr_values_supported ?? [],
    prompt_values_supported:
      config.prompt_values_supported ?? PROMPTS.filter((prompt) => prompt !== 'create'),
    ui_locales_supported: config.ui_locales_supported ?? ['en'],
    require_pushed_requests: config.require_pushed_authorization_requests ?? false,
    registration: config.registration ?? 'off',
    checkRegistrationRate: registrationRate({
      ...DEFAULT_REGISTRATION_LIMITS,
      ...config.registration_limits,
      now,
      proxy_header: config.client_address_header,
    }),
  }
}

/** Response types that no response mode here may carry cannot be answered, so they are not there (Multiple Response Types §5). */
function responsesOf({
  response_types = DEFAULT_RESPONSE_TYPES,
  response_modes = DEFAULT_RESPONSE_MODES,
}: ProviderConfig): Pick<World, 'response_types' | 'response_modes'> {
  const isCarried = (type: ResponseType) =>
    response_modes.some((mode) => suitsResponseType(mode, type))
  return { response_types: response_types.filter(isCarried), response_modes }
}

/** An ID Token expires (Core §2); other JWTs of ours of that `typ`, as signed UserInfo, do not. */
function idTokenClaims(keys: Op['keys'], text: string) {
  const claims = keys.verify(text, 'JWT')
  return typeof claims?.exp === 'number' ? claims : undefined
}

const watchedKeyring = (keys: Op['keys'], instruments: Instruments | undefined): Op['keys'] =>
  instruments === undefined
    ? keys
    : {
        ...keys,
        sign: (alg, typ, claims) => instruments.signature(alg, () => keys.sign(alg, typ, claims)),
      }

type FindKeyring = (tenant_id: string) => Promise<Op['keys'] | undefined>

function opFinder(world: World, issuer: string, findKeyring: FindKeyring) {
  const { store, now } = world
  const clients = clientFinder(world)
  return cached(
    async (tenant_id: string): Promise<Op | undefined> => {
      const tenant = await store.findTenant(tenant_id)
      const keys = tenant && (await findKeyring(tenant_id))
      if (tenant === undefined || keys === undefined) return undefined
      return {
        ...world,
        tenant,
        keys: watchedKeyring(keys, world.instruments),
        issuer: issuerOf(issuer, tenant_id),
        base_path: issuerOf('', tenant_id),
        verifyIdToken: (text) => idTokenClaims(keys, text),
        resources: await store.listResources(tenant_id),
        findClient: (client_id) => clients(`${tenant_id} ${client_id}`),
        forgetClient: (client_id) => clients.forget(`${tenant_id} ${client_id}`),
      }
    },
    { entries: 1000, seconds: KEPT.tenants, now },
  )
}

/**
 * The clients of all tenants, by `tenant_id client_id`: one memory that outlives each value of an OP, so that what is forgotten
 * is forgotten on this node. A client that registered itself and was not used in time is gone, even before it is swept.
 */
const clientFinder = ({ store, now }: World) =>
  cached(
    async (key) => {
      const [tenant_id = ''] = key.split(' ', 1)
      const client = await store.findClient(tenant_id, key.slice(tenant_id.length + 1))
      return (client?.dynamic?.expires_at ?? Number.POSITIVE_INFINITY) <= now() ? undefined : client
    },
    { entries: 10_000, seconds: KEPT.clients, now },
  )
