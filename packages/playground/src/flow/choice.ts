/** A way to log in that the start page offers. */
export interface Offer {
  readonly response_type: 'code id_token' | 'code token' | 'code id_token token' | 'code'
  readonly response_modes: readonly ResponseMode[]
  readonly summary: string
}

/** How the Authorization Response travels (Multiple Response Types §2.1; Form Post Response Mode §2). */
export type ResponseMode = 'form_post' | 'fragment' | 'query'

/** What the start page offers; the first is the default, of modes too. */
export const OFFERS: readonly [Offer, ...Offer[]] = [
  {
    response_type: 'code id_token',
    response_modes: ['form_post', 'fragment'],
    summary:
      'The application knows the person at once; every token it can use comes by the back channel.',
  },
  {
    response_type: 'code token',
    response_modes: ['form_post', 'fragment'],
    summary:
      'An access token at once, the ID Token later. Nothing binds this token to the response.',
  },
  {
    response_type: 'code id_token token',
    response_modes: ['form_post', 'fragment'],
    summary: 'The person and an access token at once, both bound by the ID Token; the rest later.',
  },
  {
    response_type: 'code',
    response_modes: ['query', 'form_post', 'fragment'],
    summary: 'Not hybrid: everything comes by the back channel. Here for comparison.',
  },
]

/** The response modes, with what each means for the answer. */
export const RESPONSE_MODES: Readonly<Record<ResponseMode, string>> = {
  form_post: 'The browser posts the answer to the application. Nothing in an address.',
  fragment: 'The answer stands behind the # of the address. Only the browser sees it.',
  query: 'The answer stands in the address. For a code alone.',
}

/** The scopes that OpenID Connect defines, with what each asks for (Core §5.4, §11). */
export const STANDARD_SCOPES: Readonly<Record<string, string>> = {
  openid: 'An ID Token: who the person is',
  profile: 'Name, picture and the like',
  email: 'E-mail address',
  address: 'Postal address',
  phone: 'Telephone number',
  offline_access: 'A refresh token',
}

/** The scopes of the sample API. */
export const API_SCOPES: Readonly<Record<string, string>> = {
  'read:notes': 'Read the notes',
  'write:notes': 'Write notes',
}

/** The values of `prompt` that the start page offers (Core §3.1.2.1). */
export const PROMPTS: Readonly<Record<string, string>> = {
  none: 'Ask the person nothing, or answer with an error',
  login: 'Ask for the password again',
  consent: 'Ask for consent again',
  select_account: 'Ask which account to use',
}

/** What a person chose on the start page. */
export interface Choice {
  readonly response_type: Offer['response_type']
  readonly response_mode: ResponseMode
  readonly scope: readonly string[]
  readonly prompt: string | undefined
  /** Seconds. */
  readonly max_age: number | undefined
  readonly login_hint: string | undefined
}

/** What the start page shows before anything is chosen. */
export const DEFAULT_CHOICE: Choice = {
  response_type: 'code id_token',
  response_mode: 'form_post',
  scope: ['openid', 'profile', 'email', 'offline_access', 'read:notes'],
  prompt: undefined,
  max_age: undefined,
  login_hint: undefined,
}

const LONGEST_HINT = 200

const parseSeconds = (text: string | null): number | undefined =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined

const parseHint = (text: string | null): string | undefined =>
  text === null || text.trim() === '' ? undefined : text.trim().slice(0, LONGEST_HINT)

const ALL_MODES = Object.keys(RESPONSE_MODES) as readonly ResponseMode[]

const offerOf = (response_type: string | null): Offer =>
  OFFERS.find((offer) => offer.response_type === response_type) ?? OFFERS[0]

const knownScope = (words: readonly string[]): readonly string[] =>
  Object.keys({ ...STANDARD_SCOPES, ...API_SCOPES }).filter((word) => words.includes(word))

/**
 * The choice that a query names; what is missing or unknown falls back to the default.
 *
 * @example parseChoice(new URLSearchParams('response_type=code&response_mode=query')).response_mode // 'query'
 */
export const parseChoice = (query: URLSearchParams): Choice => {
  const { response_type, response_modes } = offerOf(query.get('response_type'))
  return {
    response_type,
    response_mode:
      ALL_MODES.find((mode) => mode === query.get('response_mode')) ??
      response_modes[0] ??
      DEFAULT_CHOICE.response_mode,
    scope: query.has('scope')
      ? knownScope(query.getAll('scope').flatMap((words) => words.split(' ')))
      : DEFAULT_CHOICE.scope,
    prompt: Object.keys(PROMPTS).find((word) => word === query.get('prompt')),
    max_age: parseSeconds(query.get('max_age')),
    login_hint: parseHint(query.get('login_hint')),
  }
}

/** Whether the answer to this choice may travel so: a credential never in a query (Multiple Response Types §5). */
export const isOffered = ({ response_type, response_mode }: Choice): boolean =>
  offerOf(response_type).response_modes.includes(response_mode)

/** The query that names a choice: the other way round of `parseChoice`. */
export const queryOf = (choice: Choice): URLSearchParams =>
  new URLSearchParams(
    Object.entries({ ...choice, scope: choice.scope.join(' ') }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  )
