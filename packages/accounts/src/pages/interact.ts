import type { HttpResponse, Pages, PendingInteraction } from '@gryphon/provider'
import type { Person } from '../people-store.ts'
import type { SignInMeans } from '../sign-in.ts'
import { consentPage } from './consent-page.ts'
import { continuePage } from './continue-page.ts'
import {
  type EntranceMeans,
  type EntranceStep,
  enter,
  type Form,
  isEntrance,
  loginIn,
  showEntrance,
} from './entrance.ts'
import { languageFor } from './language.ts'
import { layOutStep, type Page } from './layout.ts'
import { localizedClient } from './localized-client.ts'
import { selectAccountPage } from './select-account-page.ts'
import { dueStep, type PersonView, type Step, type View } from './step.ts'

type PersonStep = Exclude<Step, EntranceStep>

const PAGES: Readonly<Record<PersonStep, (view: PersonView) => Page>> = {
  select_account: selectAccountPage,
  consent: consentPage,
  continue: continuePage,
}

/** What the button of each page that says yes does. */
const YES: Readonly<
  Record<
    PersonStep,
    {
      readonly action: string
      readonly act: keyof PendingInteraction & ('chooseAccount' | 'allow' | 'proceed')
    }
  >
> = {
  select_account: { action: 'choose', act: 'chooseAccount' },
  consent: { action: 'allow', act: 'allow' },
  continue: { action: 'continue', act: 'proceed' },
}

const findSignedIn = async (
  { people }: SignInMeans,
  { tenant, session }: PendingInteraction,
): Promise<Person | undefined> => {
  const person = session && (await people.findPerson(tenant.tenant_id, session.sub))
  return person?.disabled ? undefined : person
}

const ENTRANCE_FORMS: readonly (string | undefined)[] = ['login', 'create']

/** Whether a form that comes late was sent by, or for, the person who is signed in now. */
const isOfPerson = async (
  { people }: SignInMeans,
  { tenant }: PendingInteraction,
  person: Person,
  form: Form,
): Promise<boolean> => {
  if (!ENTRANCE_FORMS.includes(form.get('step'))) return form.get('sub') === person.sub
  const typed = await people.findPersonByLogin(tenant.tenant_id, loginIn(form))
  return typed?.sub === person.sub
}

const actAsPerson = async (
  means: SignInMeans,
  view: Omit<PersonView, 'is_other_person'>,
  due: PersonStep,
  form: Form,
): Promise<HttpResponse> => {
  const { interaction, person } = view
  const isOwn = await isOfPerson(means, interaction, person, form)
  const { action, act } = YES[due]
  const isDue = form.get('step') === due && form.get('action') === action
  const isFinished = due === 'continue' && form.get('step') !== due
  if (isOwn && (isDue || isFinished)) return interaction[act]()
  return layOutStep(PAGES[due]({ ...view, is_other_person: !isOwn }), view)
}

const viewOf = (interaction: PendingInteraction): View => {
  const language = languageFor(interaction.ui_locales)
  return {
    interaction: { ...interaction, client: localizedClient(language, interaction.client) },
    language,
  }
}

/**
 * Shows the page that is due, and acts on a form only if it came from that page and from the person who is signed in: a second
 * click, the back button or another tab may send one late (PITFALLS 20, 26). A late form whose flow is finished already goes
 * on, as the first one did; any other late form is answered by the page that is due. Saying no, or wanting to be someone
 * else, grants nothing and is always heeded. Someone signed in who is gone or disabled is asked to sign in.
 */
export const createInteract =
  (means: EntranceMeans): Pages['interact'] =>
  async (interaction, request, form) => {
    const isSent = request.method === 'POST'
    if (isSent && form.get('action') === 'deny') return interaction.deny()
    if (isSent && form.get('action') === 'use_another_account')
      return interaction.useAnotherAccount()
    const view = viewOf(interaction)
    const due = dueStep(interaction)
    if (isSent && isEntrance(due) && form.get('step') === due) return enter(means, view, form)
    const person = await findSignedIn(means, interaction)
    if (isEntrance(due)) return showEntrance(means, view, due, { form, known: person?.username })
    if (person === undefined) return interaction.useAnotherAccount()
    if (isSent) return actAsPerson(means, { ...view, person }, due, form)
    return layOutStep(PAGES[due]({ ...view, person, is_other_person: false }), view)
  }
