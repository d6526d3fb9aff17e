import type { Exchange as Traced } from '@gryphon/client'
import { showHeaders, showJson, showParameters } from './message.ts'
import type { Exchange, Field, Phase } from './step.ts'

/** What a request to the provider is for: in a few words, and why. */
export interface Purpose {
  readonly title: string
  readonly remark: string
}

/** A request to the provider, whoever made it. */
export type BackChannelExchange = Omit<Traced, 'purpose'>

const PURPOSES: Readonly<Record<Traced['purpose'], Purpose>> = {
  discovery: {
    title: 'discovery',
    remark:
      'Where the provider’s endpoints are and what it can (Discovery §4). Asked once and kept.',
  },
  jwks: {
    title: 'public keys',
    remark: 'The keys that ID Tokens are verified with. Kept for as long as the provider allows.',
  },
  token: {
    title: 'token',
    remark:
      'The application proves who it is, and with a code also that it began this login (PKCE). The browser sees nothing of it.',
  },
  userinfo: {
    title: 'userinfo',
    remark: 'Who the person is, in full. Refused unless sub is that of the ID Token (Core §5.3.4).',
  },
  revocation: { title: 'revocation', remark: 'The token is no longer needed (RFC 7009).' },
  pushed_authorization: {
    title: 'pushed authorization request',
    remark: 'The request goes to the provider first; the browser carries only its name (RFC 9126).',
  },
  registration: {
    title: 'registration',
    remark: 'The application registers itself, or reads what it is registered with (RFC 7591).',
  },
}

const HEADERS = ['authorization', 'content-type', 'cache-control', 'www-authenticate']

const requestFields = (body: string | undefined): readonly Field[] =>
  body === undefined ? [] : showParameters(new URLSearchParams(body))

const INTERESTING = ['error', 'id_token', 'access_token', 'refresh_token', 'sub', 'keys', 'active']

/** Members that say it by their value, not by being there. */
const TELLING = ['active']

const toldMembers = (body: string): readonly string[] =>
  showJson(body)
    .filter(([name, value]) => value !== '' && INTERESTING.includes(name))
    .map(([name, value]) => (TELLING.includes(name) ? `${name}: ${value}` : name))

const answerOf = ({ status, response_body }: BackChannelExchange): string =>
  [status, toldMembers(response_body).join(', ')].filter((part) => part !== '').join(' · ')

const carriesOf = (body: string | undefined): string =>
  requestFields(body)
    .filter(([name]) => ['grant_type', 'token_type_hint'].includes(name))
    .map(([, value]) => value)
    .join(', ')

/** What the application asks once, whatever it is doing just then. */
const PREPARING: readonly Traced['purpose'][] = ['discovery', 'jwks']

/** A step of the diagram from what the client library says of its request to the provider. */
export const tracedStep = (traced: Traced, phase: Phase, at: number): Exchange =>
  backChannelStep(traced, PURPOSES[traced.purpose], {
    phase: PREPARING.includes(traced.purpose) ? 'preparation' : phase,
    at,
  })

/** A step of the diagram from a request to the provider and its answer. */
export const backChannelStep = (
  exchange: BackChannelExchange,
  { title, remark }: Purpose,
  { phase, at }: Pick<Exchange, 'phase' | 'at'>,
): Exchange => {
  const { origin, pathname, search } = new URL(exchange.url)
  return {
    kind: 'exchange',
    phase,
    at,
    from: 'application',
    to: 'provider',
    title: `${exchange.method} ${pathname}`,
    carries: carriesOf(exchange.request_body) || title,
    answer: answerOf(exchange),
    outcome: exchange.status < 400 ? 'done' : 'refused',
    seen: 'seen',
    remark,
    request: {
      line: `${exchange.method} ${origin}${pathname}${search}`,
      headers: showHeaders(Object.entries(exchange.request_headers), HEADERS),
      fields: requestFields(exchange.request_body),
    },
    response: {
      line: `${exchange.status}`,
      headers: showHeaders(Object.entries(exchange.response_headers), HEADERS),
      fields: showJson(exchange.response_body),
    },
  }
}
