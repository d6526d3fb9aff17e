/** What the form_post page says. `{app}` is the name of the client. */
export interface FormPostTexts {
  readonly returning: string
  readonly press: string
  readonly go_on: string
}

/** The words, and the language that they are of. */
export interface SpokenTexts extends FormPostTexts {
  readonly tag: string
}

const ENGLISH: FormPostTexts = {
  returning: 'Returning to {app}',
  press: 'Press the button to go on.',
  go_on: 'Continue',
}

// biome-ignore format: a table
const TEXTS: Readonly<Record<string, FormPostTexts>> = {
  en: ENGLISH,
  de: { returning: 'Zurück zu {app}',      press: 'Drücken Sie den Knopf, um fortzufahren.', go_on: 'Weiter' },
  fr: { returning: 'Retour à {app}',       press: 'Appuyez sur le bouton pour continuer.',   go_on: 'Continuer' },
  es: { returning: 'Volviendo a {app}',    press: 'Pulse el botón para continuar.',          go_on: 'Continuar' },
  ja: { returning: '{app} に戻っています', press: '続けるにはボタンを押してください。',      go_on: '続ける' },
}

/**
 * The words in the first of these languages (BCP 47) that the page speaks, whatever their region; English else.
 *
 * @example formPostTexts(['se', 'de-CH']).go_on // 'Weiter'
 */
export function formPostTexts(languages: readonly string[]): SpokenTexts {
  const primary = languages.map((language) => language.toLowerCase().split('-')[0] ?? '')
  const tag = primary.find((language) => Object.hasOwn(TEXTS, language)) ?? 'en'
  return { tag, ...(TEXTS[tag] ?? ENGLISH) }
}
