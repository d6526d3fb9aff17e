import type {
  Client,
  HttpResponse,
  PendingInteraction,
  Resource,
  SignOutPage,
} from '@gryphon/provider'
import { consentPage } from './consent-page.ts'
import { continuePage } from './continue-page.ts'
import { type CreateView, createPage } from './create-page.ts'
import { showError } from './error-page.ts'
import {
  ADA,
  ADAS_SESSION,
  CLIENT,
  errorExample,
  PHOTOS,
  pendingExample,
  signOutExample,
} from './examples.ts'
import { type Language, languageFor } from './language.ts'
import { layOutStep, type Page } from './layout.ts'
import { selectAccountPage } from './select-account-page.ts'
import { type SignInView, signInPage } from './sign-in-page.ts'
import { showSignOut } from './sign-out-page.ts'
import type { PersonView } from './step.ts'

/** Where a page is shown: `origin` is where `/logo.svg` is found, and `/lost.svg` is not; `elsewhere`, as another site. */
export interface Place {
  readonly origin: string
  readonly elsewhere: string
  readonly language: Language
}

const signIn = ({ language }: Place, view: Partial<SignInView> = {}): HttpResponse => {
  const shown = { interaction: pendingExample(), language, ...view }
  return layOutStep(signInPage({ login: '', problem: undefined, sign_up: 'off', ...shown }), shown)
}

const create = ({ language }: Place, view: Partial<CreateView> = {}): HttpResponse => {
  const shown = { interaction: pendingExample({ prompt: 'create' }), language, ...view }
  return layOutStep(createPage({ name: '', username: '', problem: undefined, ...shown }), shown)
}

const forAda = (
  { language }: Place,
  page: (view: PersonView) => Page,
  overrides: Partial<PendingInteraction>,
  view: Partial<PersonView> = {},
): HttpResponse => {
  const interaction = pendingExample({ session: ADAS_SESSION, ...overrides })
  const shown = { person: ADA, is_other_person: false, language, ...view, interaction }
  return layOutStep(page(shown), shown)
}

const signOut = ({ language }: Place, overrides: Partial<SignOutPage>): HttpResponse => {
  const page = signOutExample(overrides)
  return showSignOut({ page, language, person: page.session && ADA })
}

const error = ({ language }: Place, overrides: Parameters<typeof errorExample>[0]): HttpResponse =>
  showError(errorExample({ ...overrides, ui_locales: [language.tag] }))

/** A client that tries everything on a page: markup, directions, length, and an address that is none. */
export const HOSTILE: Client = {
  ...CLIENT,
  client_id: 'hostile',
  client_name: `<img src=x onerror=alert(1)>"'\u202Eemag ${'a very long name '.repeat(20)}`,
  logo_uri: 'javascript:alert(1)',
  policy_uri: 'javascript:alert(1)',
  tos_uri: 'https://user:pass@evil.example/',
}

/** A client that nobody but itself has registered. */
export const DYNAMIC: Client = {
  ...CLIENT,
  dynamic: { registration_access_token_hash: 'not a hash' },
}

const NO_API = { resources: [], new_resources: [] } as const

/** An API of whose permissions one bears the name of another's. */
const PRINTS: Resource = {
  resource: 'https://prints.example.com/',
  name: 'Print Shop',
  scopes: [{ scope: 'photos.read', description: 'See what you had printed' }],
}

/** The API, with one permission. */
const withScopes = (word: string): Resource => ({
  ...PHOTOS,
  scopes: PHOTOS.scopes.filter(({ scope }) => scope === word),
})

const BIG_SCOPE = [...pendingExample().scope, 'address', 'phone', 'payments:initiate']

const CLAIMS = ['given_name', 'birthdate', 'name#ja', 'https://claims.example.com/team']

const FULL: CreateView['problem'] = {
  outcome: 'refused',
  faults: {
    name: 'name_missing',
    username: 'username_taken',
    password: 'password_unfit',
  },
}

const withLogo = (logo_uri: string): PendingInteraction =>
  pendingExample({ client: { ...CLIENT, logo_uri } })

/** Every page in each of its states, for tests to look at. */
export const GALLERY: Readonly<Record<string, (place: Place) => HttpResponse>> = {
  'sign-in': (place) => signIn(place),
  'sign-in-hint': (place) => signIn(place, { login: 'ada@example.com' }),
  'sign-in-wrong': (place) => signIn(place, { login: 'ada', problem: { outcome: 'wrong' } }),
  'sign-in-incomplete': (place) => signIn(place, { problem: { outcome: 'incomplete' } }),
  'sign-in-paused': (place) =>
    signIn(place, { login: 'ada', problem: { outcome: 'paused', seconds: 30 } }),
  'sign-in-busy': (place) => signIn(place, { login: 'ada', problem: { outcome: 'busy' } }),
  'sign-in-spent': (place) => signIn(place, { login: 'ada', problem: { outcome: 'spent' } }),
  'sign-in-loopback': (place) =>
    signIn(place, { interaction: pendingExample({ redirect_host: '127.0.0.1:3000' }) }),
  'sign-in-logo': (place) => signIn(place, { interaction: withLogo(`${place.origin}/logo.svg`) }),
  'sign-in-logo-lost': (place) =>
    signIn(place, { interaction: withLogo(`${place.origin}/lost.svg`) }),
  'sign-in-or-create': (place) => signIn(place, { sign_up: 'open' }),
  'sign-in-popup': (place) => signIn(place, { interaction: pendingExample({ display: 'popup' }) }),
  'sign-in-dynamic': (place) => signIn(place, { interaction: pendingExample({ client: DYNAMIC }) }),
  create: (place) => create(place),
  'create-faults': (place) => create(place, { username: 'ada', problem: FULL }),
  'create-paused': (place) =>
    create(place, {
      name: 'Ada Lovelace',
      username: 'ada',
      problem: { outcome: 'paused', seconds: 90 },
    }),
  'select-account': (place) => forAda(place, selectAccountPage, { prompt: 'select_account' }),
  consent: (place) => forAda(place, consentPage, { prompt: 'consent' }),
  'consent-short': (place) =>
    forAda(place, consentPage, {
      prompt: 'consent',
      scope: ['openid'],
      new_scope: ['openid'],
      ...NO_API,
    }),
  'consent-more': (place) =>
    forAda(place, consentPage, {
      prompt: 'consent',
      new_scope: ['photos.write', 'offline_access'],
      new_resources: [withScopes('photos.write')],
    }),
  'consent-again': (place) =>
    forAda(place, consentPage, { prompt: 'consent', new_scope: [], new_resources: [] }),
  'consent-long': (place) =>
    forAda(place, consentPage, { prompt: 'consent', scope: BIG_SCOPE, new_scope: BIG_SCOPE }),
  'consent-api': (place) =>
    forAda(place, consentPage, {
      prompt: 'consent',
      scope: ['openid', 'photos.read'],
      new_scope: [],
      resources: [PHOTOS, PRINTS],
      new_resources: [{ ...PRINTS, scopes: [] }],
    }),
  'consent-same-word': (place) =>
    forAda(place, consentPage, {
      prompt: 'consent',
      scope: ['openid', 'photos.read'],
      new_scope: ['photos.read'],
      resources: [PHOTOS, PRINTS],
      new_resources: [PRINTS],
    }),
  'consent-claims': (place) =>
    forAda(place, consentPage, {
      prompt: 'consent',
      scope: ['openid'],
      new_scope: [],
      ...NO_API,
      asked_claims: ['nickname', ...CLAIMS],
      new_claims: CLAIMS,
    }),
  'consent-dynamic': (place) => forAda(place, consentPage, { prompt: 'consent', client: DYNAMIC }),
  'consent-other-person': (place) =>
    forAda(place, consentPage, { prompt: 'consent' }, { is_other_person: true }),
  'consent-hostile': (place) => forAda(place, consentPage, { prompt: 'consent', client: HOSTILE }),
  continue: (place) => forAda(place, continuePage, { prompt: undefined }),
  'sign-out': (place) => signOut(place, { next: 'https://photos.example.com/bye?state=1' }),
  'sign-out-own': (place) => signOut(place, { client: undefined }),
  'signed-out': (place) => signOut(place, { kind: 'done', session: undefined, client: undefined }),
  'signed-out-next': (place) =>
    signOut(place, {
      kind: 'done',
      session: undefined,
      frames: [`${place.elsewhere}/logo.svg?sid=sid-1`],
      next: `${place.origin}/bye?state=1`,
    }),
  stayed: (place) => signOut(place, { kind: 'stayed', client: undefined }),
  'error-refused': (place) => error(place, {}),
  'error-refused-unknown': (place) => error(place, { client: undefined, tenant: undefined }),
  'error-damaged': (place) =>
    error(place, {
      kind: 'damaged',
      client: undefined,
      description: 'the address of this page is damaged or incomplete',
    }),
  'error-missing': (place) =>
    error(place, { status: 404, client: undefined, description: 'there is no such page' }),
  'error-expired': (place) =>
    error(place, {
      kind: 'expired',
      error: 'expired',
      description: 'the page was open for too long',
      restart: '/authorize?client_id=photo-album',
    }),
  'error-fault': (place) =>
    error(place, {
      status: 500,
      kind: 'fault',
      error: 'server_error',
      description: 'the request could not be answered',
    }),
}

/** The place of a test that says nothing of it: English. */
export const placeAt = (origin: string, ui_locale = 'en'): Place => ({
  origin,
  elsewhere: origin.replace('127.0.0.1', 'localhost'),
  language: languageFor([ui_locale]),
})
