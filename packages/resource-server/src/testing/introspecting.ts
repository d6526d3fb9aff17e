import type { IntrospectionConfig } from '../introspection/introspection-config.ts'
import { CLAIMS, createScene, ISSUER, KEY, NOW, type SceneConfig } from './scene.ts'

/** Where the issuer is asked. */
export const ENDPOINT = `${ISSUER}/introspect`
/** A token that nobody but the issuer can read. */
export const OPAQUE = 'an-opaque-token'
/** How the API proves itself. */
export const SECRET = { client_id: 'the api', client_secret: 'a secret: ü&+' } as const
const { iss: _, ...told } = CLAIMS

/** What it says of a token that stands, without `iss`. */
export const TOLD: Readonly<Record<string, unknown>> = told

/** Its whole answer. */
export const ACTIVE = { active: true, token_type: 'Bearer', ...TOLD }

/** What the issuer was asked. */
export interface Asked {
  readonly url: string
  readonly init: RequestInit
}

/** What the issuer answers: JSON, or a `Response`. */
export type Answer = (asked: Asked) => unknown

/** A guard that may ask, at a time that moves; `asked` is what the issuer was asked about tokens. */
export const introspecting = ({
  answer = () => ACTIVE,
  introspection = { ...SECRET, introspection_endpoint: ENDPOINT },
  ...config
}: SceneConfig & {
  readonly answer?: Answer
  readonly introspection?: IntrospectionConfig
} = {}) => {
  let now = NOW
  const asked: Asked[] = []
  const metadata = { issuer: ISSUER, introspection_endpoint: ENDPOINT, jwks_uri: `${ISSUER}/jwks` }
  const documents: Readonly<Record<string, unknown>> = {
    [`${ISSUER}/.well-known/openid-configuration`]: metadata,
    [`${ISSUER}/jwks`]: { keys: [KEY.jwk] },
  }
  const fetch = async (url: string, init: RequestInit) => {
    if (url !== ENDPOINT) return Response.json(documents[url])
    asked.push({ url, init })
    const answered = await answer({ url, init })
    return answered instanceof Response ? answered : Response.json(answered)
  }
  const { api } = createScene({ introspection, now: () => now, fetch, ...config })
  return { api, asked, at: (time: number) => (now = time) }
}

/** The form of a question. */
export const formOf = ({ init }: Asked) =>
  Object.fromEntries(new URLSearchParams(String(init.body)))
