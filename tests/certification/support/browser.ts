import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { fewAtATime } from './few-at-a-time.ts'
import { type Answer, send as exchange } from './http.ts'
import { type Form, formsOf, unescaped } from './page.ts'
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
export type PageKind = 'login' | 'consent' | 'select_account' | 'continue' | 'sign_out'

/** A browser with a person at it, who signs in and allows. */
export interface Browser {
  readonly username: string
  /** Opens an address, and does what the pages ask until the client has an answer or nothing is left to do. */
  visit(url: string, init?: RequestInit): Promise<Visit>
  /** Opens an address, and does nothing on the page that comes. */
  look(url: string): Promise<Visit>
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
  { kind: 'continue', mark: 'value="continue"', fields: () => ({ action: 'continue' }) },
  { kind: 'sign_out', mark: 'value="sign_out"', fields: () => ({ action: 'sign_out' }) },
]

const MOST_PAGES = 6

/** Each person is at one sign-in page at a time. */
const oneAtATime = new Map<string, <T>(work: () => Promise<T>) => Promise<T>>()

const turnOf = ({ username }: Credentials) => {
  const turn = oneAtATime.get(username) ?? fewAtATime(1)
  oneAtATime.set(username, turn)
  return turn
}

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
    const answer = await exchange(url, { ...init, headers: { ...headers, ...init.headers } })
    keep(answer.headers)
    return answer
  }
  const send = async (form: Form, more: Readonly<Record<string, string>>) => {
    assert.equal(form.method, 'POST')
    const body = new URLSearchParams(
      [...form.fields, ...Object.entries(more)].map((one) => [...one]),
    )
    return go(form.action, { method: 'POST', body })
  }
  /** Where an answer leads by itself: by redirect, or by a page that goes on once its frames are there. */
  const onward = async (answer: Answer): Promise<URL | undefined> => {
    const location = answer.headers.get('location')
    if (location !== null) return new URL(location, answer.url)
    for (const [, src = ''] of answer.text.matchAll(/<iframe src="([^"]*)"/g))
      await go(unescaped(src))
    const [, refresh] = /^\d+; url=(.+)$/.exec(answer.headers.get('refresh') ?? '') ?? []
    return refresh === undefined ? undefined : new URL(refresh)
  }
  /** Follows what goes on by itself, to the client or to a page. */
  const follow = async (answer: Answer): Promise<Landing | Halt> => {
    const next = await onward(answer)
    if (next?.origin === suite) return landByRedirect(next)
    if (next !== undefined) {
      assert.equal(next.origin, op, 'nobody else is redirected to')
      return follow(await go(next.href))
    }
    const delivery = formsOf(answer).find(({ action }) => action.startsWith(suite))
    return delivery === undefined ? { page: answer } : landByPost(answer, delivery)
  }
  const act = async (end: Landing | Halt, shown: readonly PageKind[]): Promise<Visit> => {
    const due = 'page' in end ? dueOn(end.page) : undefined
    if (due === undefined) return { shown, end }
    if (shown.length >= MOST_PAGES)
      assert.fail(`no end of pages: ${shown.join(', ')}; ${alertOn(end)}`)
    const { kind, form, fields } = due
    const answer = await (kind === 'login' ? turnOf(person) : atOnce)(() =>
      send(form, fields(person)),
    )
    return act(await follow(answer), [...shown, kind])
  }
  return {
    username: person.username,
    visit: async (url, init) => act(await follow(await go(url, init)), []),
    look: async (url) => ({ shown: [], end: await follow(await go(url)) }),
  }
}

/** What a page says is wrong. */
const alertOn = (end: Landing | Halt) =>
  'page' in end ? (/role="alert">.*?<p>(.*?)<\/p>/s.exec(end.page.text)?.[1] ?? '') : ''

/** What a person does on a page, and the form that they send. */
const dueOn = (page: Answer) => {
  const forms = formsOf(page)
  const found = ACTS.flatMap(({ mark, ...act }) =>
    forms.filter(({ inner }) => inner.includes(mark)).map((form) => ({ ...act, form })),
  )
  return found[0]
}

const atOnce = <T>(work: () => Promise<T>) => work()

const landByRedirect = async (url: URL): Promise<Landing> => {
  const fragment = url.hash.length > 2 ? new URLSearchParams(url.hash.slice(1)) : undefined
  const address = new URL(url)
  address.hash = ''
  assert.equal((await exchange(address.href)).status, 200)
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
  await exchange(action, { method: 'POST', body: parameters })
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
