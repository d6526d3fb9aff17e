import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { type Answer, send } from './http.ts'
import { type Form, formsOf } from './page.ts'
import type { Hit } from './suite-server.ts'

/** Who sits at the browser. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/** The answer that came to the client, and where its parameters were. */
export interface Landing {
  readonly where: 'query' | 'fragment' | 'form_post'
  readonly parameters: URLSearchParams
  /** The address without its fragment, as it came to the client's server. */
  readonly address: URL
}

/** A page that stays: nothing is left for the person to do on it. */
export interface Halt {
  readonly page: Answer
}

/** What a visit came to, and the pages on the way. */
export interface Visit {
  readonly shown: readonly PageKind[]
  readonly end: Landing | Halt
}

/** A page that the person acts on. */
export type PageKind = 'login' | 'consent' | 'select_account' | 'sign_out'

/** A browser with a person at it, who signs in and allows. */
export interface Browser {
  /** Opens an address, and does what the pages ask until the client has an answer or nothing is left to do. */
  visit(url: string, init?: RequestInit): Promise<Visit>
}

interface Cookie {
  readonly name: string
  readonly value: string
  readonly path: string
}

/** What the person does on each page: which form they send, with what. The first row that a page has the mark of. */
const ACTS: readonly {
  readonly kind: PageKind
  readonly mark: string
  readonly fields: (person: Credentials) => Readonly<Record<string, string>>
}[] = [
  {
    kind: 'login',
    mark: 'type="password"',
    fields: (person) => ({ ...person, action: 'sign_in' }),
  },
  { kind: 'consent', mark: 'value="allow"', fields: () => ({ action: 'allow' }) },
  { kind: 'select_account', mark: 'value="choose"', fields: () => ({ action: 'choose' }) },
  { kind: 'sign_out', mark: 'value="sign_out"', fields: () => ({ action: 'sign_out' }) },
]

const MOST_STEPS = 20

/** Opens a browser that has been nowhere. */
export const openBrowser = (
  person: Credentials,
  { op, suite }: { readonly op: string; readonly suite: string },
): Browser => {
  let cookies: readonly Cookie[] = []
  const keep = (headers: Headers) => {
    for (const text of headers.getSetCookie()) {
      const cookie = parseCookie(text)
      cookies = cookies.filter(({ name, path }) => name !== cookie.name || path !== cookie.path)
      if (!/max-age=0(;|$)/i.test(text)) cookies = [...cookies, cookie]
    }
  }
  const go = async (url: string, init: RequestInit = {}): Promise<Answer> => {
    const { pathname } = new URL(url)
    const sent = cookies.filter(({ path }) => isUnder(pathname, path))
    const cookie = sent.map(({ name, value }) => `${name}=${value}`).join('; ')
    const headers = { 'accept-language': 'en', ...(cookie === '' ? {} : { cookie }) }
    const answer = await send(url, { ...init, headers: { ...headers, ...init.headers } })
    keep(answer.headers)
    return answer
  }
  const submit = (form: Form, more: Readonly<Record<string, string>>) => {
    assert.equal(form.method, 'POST')
    return go(form.action, {
      method: 'POST',
      body: new URLSearchParams([...form.fields, ...Object.entries(more)].map((pair) => [...pair])),
    })
  }
  return {
    visit: async (url, init) => {
      const shown: PageKind[] = []
      let answer = await go(url, init)
      for (let step = 0; step < MOST_STEPS; step += 1) {
        const location = answer.headers.get('location')
        if (location !== null) {
          const next = new URL(location, answer.url)
          if (next.origin === suite) return { shown, end: await landByRedirect(next) }
          assert.equal(next.origin, op, 'nobody else is redirected to')
          answer = await go(next.href)
          continue
        }
        const forms = formsOf(answer)
        const delivery = forms.find(({ action }) => action.startsWith(suite))
        if (delivery !== undefined) return { shown, end: await landByPost(answer, delivery) }
        const act = ACTS.find(({ mark }) => forms.some(({ inner }) => inner.includes(mark)))
        const form = forms.find(({ inner }) => act !== undefined && inner.includes(act.mark))
        if (act === undefined || form === undefined) return { shown, end: { page: answer } }
        shown.push(act.kind)
        answer = await submit(form, act.fields(person))
      }
      throw new Error(`no end of pages: ${shown.join(', ')}`)
    },
  }
}

const landByRedirect = async (url: URL): Promise<Landing> => {
  const fragment = url.hash.length > 2 ? new URLSearchParams(url.hash.slice(1)) : undefined
  const address = new URL(url)
  address.hash = ''
  assert.equal((await send(address.href)).status, 200)
  return fragment === undefined
    ? { where: 'query', parameters: address.searchParams, address }
    : { where: 'fragment', parameters: fragment, address }
}

/** Form Post Response Mode §2: the page sends itself, which its own policy must let it. */
const landByPost = async (page: Answer, { method, action, fields }: Form): Promise<Landing> => {
  assert.equal(method, 'POST')
  const [, script = ''] = /<script>(.*?)<\/script>/s.exec(page.text) ?? []
  assert.match(script, /\.submit\(\)/, 'the page needs no click')
  const policy = page.headers.get('content-security-policy') ?? ''
  assert.ok(policy.includes(`'sha256-${hash('sha256', script, 'base64')}'`), policy)
  assert.match(page.text, /<button[^>]*type="submit"/, 'a button for browsers without scripts')
  const parameters = new URLSearchParams(fields.map((pair) => [...pair]))
  await send(action, { method: 'POST', body: parameters })
  return { where: 'form_post', parameters, address: new URL(action) }
}

const isUnder = (path: string, folder: string) =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)

const parseCookie = (text: string): Cookie => {
  const [pair = '', ...attributes] = text.split('; ')
  const at = pair.indexOf('=')
  const path = attributes.find((one) => one.startsWith('Path='))?.slice(5) ?? '/'
  return { name: pair.slice(0, at), value: pair.slice(at + 1), path }
}

/** The answer that came to the client; fails where the person was left on a page. */
export const landingOf = ({ end, shown }: Visit): Landing => {
  if ('page' in end)
    assert.fail(`no answer after ${shown.join(', ')}: ${end.page.status} ${end.page.text}`)
  return end
}

/** The page that the person was left on; fails where an answer came to the client. */
export const pageOf = ({ end }: Visit): Answer => {
  if (!('page' in end)) assert.fail(`an answer came: ${end.address} ${end.parameters}`)
  return end.page
}

/** What came to the client's server, by form (for `firstHit`). */
export const formOf = ({ method, content_type, target, body }: Hit): URLSearchParams => {
  assert.equal(method, 'POST')
  assert.match(content_type ?? '', /^application\/x-www-form-urlencoded/)
  assert.equal(target.includes('?'), false)
  return new URLSearchParams(body)
}
