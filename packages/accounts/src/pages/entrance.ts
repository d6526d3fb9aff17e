import type { HttpResponse, PendingInteraction } from '@gryphon/provider'
import type { AccountEvent } from '../account-event.ts'
import { PASSWORD_ACR } from '../acr.ts'
import { type Place, type SignInMeans, signIn } from '../sign-in.ts'
import { type SignUpMeans, signUp } from '../sign-up.ts'
import { createPage, type SignUpProblem } from './create-page.ts'
import { layOutStep } from './layout.ts'
import { type SignInProblem, signInPage } from './sign-in-page.ts'
import type { Step, View } from './step.ts'

/** What was typed into a page. */
export type Form = ReadonlyMap<string, string>

/** The steps by which someone enters who is not known yet. */
export type EntranceStep = Step & ('login' | 'create')

/** Whether people may create accounts themselves, and what signing in and creating need. */
export interface EntranceMeans extends SignInMeans, SignUpMeans {
  readonly sign_up: 'open' | 'off'
  readonly log: (event: AccountEvent) => void
}

/** Whether a step is one of entering. */
export const isEntrance = (step: Step): step is EntranceStep =>
  step === 'login' || step === 'create'

/** The login that was typed, without the spaces that telephones add. */
export const loginIn = (form: Form): string => (form.get('username') ?? '').trim()

const WITH_PASSWORD = { acr: PASSWORD_ACR, amr: ['pwd'] } as const

const showSignIn = (
  view: View,
  { sign_up }: EntranceMeans,
  login: string,
  problem?: SignInProblem,
): HttpResponse => layOutStep(signInPage({ ...view, sign_up, login, problem }), view)

const showCreate = (
  view: View,
  typed: { readonly name: string; readonly username: string },
  problem?: SignUpProblem,
): HttpResponse => layOutStep(createPage({ ...view, ...typed, problem }), view)

/** Shows the page that is due, or the other one where a link of the first asks for it. `known` is who signed in before. */
export const showEntrance = (
  means: EntranceMeans,
  view: View,
  due: EntranceStep,
  { form, known }: { readonly form: Form; readonly known: string | undefined },
): HttpResponse => {
  const { login_hint } = view.interaction
  const wanted = form.get('show') ?? due
  return means.sign_up === 'open' && wanted === 'create'
    ? showCreate(view, { name: '', username: login_hint ?? '' })
    : showSignIn(view, means, login_hint ?? known ?? '')
}

const placeOf = ({ tenant, action, isKnownBrowser }: PendingInteraction): Place => ({
  tenant_id: tenant.tenant_id,
  flow: `${tenant.tenant_id} ${action}`,
  isKnownBrowser,
})

const trySignIn = async (means: EntranceMeans, view: View, form: Form): Promise<HttpResponse> => {
  const { interaction } = view
  const login = loginIn(form)
  const password = form.get('password') ?? ''
  if (login === '' || password === '')
    return showSignIn(view, means, login, { outcome: 'incomplete' })
  const tried = await signIn(means, placeOf(interaction), { login, password }, interaction.now)
  return tried.outcome === 'signed_in'
    ? interaction.signIn({ sub: tried.person.sub, ...WITH_PASSWORD })
    : showSignIn(view, means, login, tried)
}

const tryCreate = async (means: EntranceMeans, view: View, form: Form): Promise<HttpResponse> => {
  const { interaction } = view
  const typed = { name: (form.get('name') ?? '').trim(), username: loginIn(form) }
  const wanted = { ...typed, password: form.get('password') ?? '' }
  const tried = await signUp(means, placeOf(interaction), wanted, interaction.now)
  if (!('person' in tried)) return showCreate(view, typed, tried)
  const { sub } = tried.person
  if (tried.outcome === 'created') tellCreated(means, view, sub)
  return interaction.signIn({ sub, ...WITH_PASSWORD })
}

const tellCreated = ({ log }: EntranceMeans, { interaction }: View, sub: string): void => {
  const { tenant, request_id, client } = interaction
  const { tenant_id } = tenant
  log({ event: 'account.created', tenant_id, request_id, client_id: client.client_id, sub })
}

/** Acts on a form of these pages. */
export const enter = (means: EntranceMeans, view: View, form: Form): Promise<HttpResponse> =>
  means.sign_up === 'open' && form.get('action') === 'create'
    ? tryCreate(means, view, form)
    : trySignIn(means, view, form)
