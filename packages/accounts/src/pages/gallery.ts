import type { Client, HttpResponse, PendingInteraction } from '@gryphon/provider'
import { consentPage } from './consent-page.ts'
import { continuePage } from './continue-page.ts'
import { showError } from './error-page.ts'
import { ADA, ADAS_SESSION, CLIENT, errorExample, pendingExample } from './examples.ts'
import { layOutStep, type Page } from './layout.ts'
import { selectAccountPage } from './select-account-page.ts'
import { type SignInView, signInPage } from './sign-in-page.ts'
import type { PersonView } from './step.ts'

const signIn = (view: Partial<SignInView> = {}): HttpResponse => {
  const interaction = view.interaction ?? pendingExample()
  return layOutStep(
    signInPage({ login: '', problem: undefined, ...view, interaction }),
    interaction,
  )
}

const forAda = (
  page: (view: PersonView) => Page,
  overrides: Partial<PendingInteraction>,
  view: Partial<PersonView> = {},
): HttpResponse => {
  const interaction = pendingExample({ session: ADAS_SESSION, ...overrides })
  return layOutStep(
    page({ person: ADA, is_other_person: false, ...view, interaction }),
    interaction,
  )
}

/** A client that tries everything on a page: markup, directions, length, and an address that is none. */
export const HOSTILE: Client = {
  ...CLIENT,
  client_id: 'hostile',
  client_name: `<img src=x onerror=alert(1)>"'\u202Eemag ${'a very long name '.repeat(20)}`,
  logo_uri: 'javascript:alert(1)',
  policy_uri: 'javascript:alert(1)',
  tos_uri: 'https://user:pass@evil.example/',
}

const BIG_SCOPE = [...pendingExample().scope, 'address', 'phone', 'payments:initiate']

const withLogo = (logo_uri: string): PendingInteraction =>
  pendingExample({ client: { ...CLIENT, logo_uri } })

/** Every page in each of its states, for tests to look at. `origin` is where `/logo.svg` is found, and `/lost.svg` is not. */
export const GALLERY: Readonly<Record<string, (origin: string) => HttpResponse>> = {
  'sign-in': () => signIn(),
  'sign-in-hint': () => signIn({ login: 'ada@example.com' }),
  'sign-in-wrong': () => signIn({ login: 'ada', problem: { outcome: 'wrong' } }),
  'sign-in-incomplete': () => signIn({ problem: { outcome: 'incomplete' } }),
  'sign-in-paused': () => signIn({ login: 'ada', problem: { outcome: 'paused', seconds: 30 } }),
  'sign-in-busy': () => signIn({ login: 'ada', problem: { outcome: 'busy' } }),
  'sign-in-loopback': () =>
    signIn({ interaction: pendingExample({ redirect_host: '127.0.0.1:3000' }) }),
  'sign-in-logo': (origin) => signIn({ interaction: withLogo(`${origin}/logo.svg`) }),
  'sign-in-logo-lost': (origin) => signIn({ interaction: withLogo(`${origin}/lost.svg`) }),
  'select-account': () => forAda(selectAccountPage, { prompt: 'select_account' }),
  consent: () => forAda(consentPage, { prompt: 'consent' }),
  'consent-short': () =>
    forAda(consentPage, { prompt: 'consent', scope: ['openid'], new_scope: ['openid'] }),
  'consent-more': () =>
    forAda(consentPage, { prompt: 'consent', new_scope: ['photos.write', 'offline_access'] }),
  'consent-again': () => forAda(consentPage, { prompt: 'consent', new_scope: [] }),
  'consent-long': () =>
    forAda(consentPage, { prompt: 'consent', scope: BIG_SCOPE, new_scope: BIG_SCOPE }),
  'consent-other-person': () =>
    forAda(consentPage, { prompt: 'consent' }, { is_other_person: true }),
  'consent-hostile': () => forAda(consentPage, { prompt: 'consent', client: HOSTILE }),
  continue: () => forAda(continuePage, { prompt: undefined }),
  'error-refused': () => showError(errorExample()),
  'error-refused-unknown': () => showError(errorExample({ client: undefined, tenant: undefined })),
  'error-missing': () =>
    showError(
      errorExample({
        status: 404,
        description: 'there is no such page',
        client: undefined,
        tenant: undefined,
      }),
    ),
  'error-expired': () =>
    showError(
      errorExample({
        kind: 'expired',
        error: 'expired',
        description: 'the page was open for too long',
        restart: '/authorize?client_id=photo-album',
      }),
    ),
  'error-fault': () =>
    showError(
      errorExample({
        status: 500,
        kind: 'fault',
        error: 'server_error',
        description: 'the request could not be answered',
      }),
    ),
}
