import type { Seconds } from '@gryphon/provider'
import type { Language } from './language.ts'
import type { Page } from './layout.ts'
import type { Markup } from './say.ts'

/** What a page tells of a problem, and how it says so to a browser or program that has to wait. */
export interface Told {
  readonly status: number
  readonly text: Markup
  readonly headers?: Readonly<Record<string, string>>
}

const pauseText = ({ sayPlain }: Language, seconds: Seconds): string => {
  if (seconds === 1) return sayPlain('seconds_one')
  if (seconds < 60) return sayPlain('seconds_many', { count: String(seconds) })
  const minutes = Math.ceil(seconds / 60)
  return minutes === 1
    ? sayPlain('minutes_one')
    : sayPlain('minutes_many', { count: String(minutes) })
}

/** That somebody has to wait, and how long (RFC 6585 §4). */
export const tellPause = (
  language: Language,
  key: 'paused' | 'create_paused',
  seconds: Seconds,
): Told => ({
  status: 429,
  text: language.say(key, { pause: pauseText(language, seconds) }),
  headers: { 'retry-after': String(seconds) },
})

/** That there is too much to do right now (RFC 9110 §15.6.4). */
export const tellBusy = ({ say }: Language): Told => ({
  status: 503,
  text: say('busy'),
  headers: { 'retry-after': '2' },
})

/** What a page has of it that tells of a problem, or of none. */
export const toldBy = (told: Told | undefined): Pick<Page, 'status' | 'has_error' | 'headers'> => ({
  status: told?.status ?? 200,
  ...(told && { has_error: true }),
  ...(told?.headers && { headers: told.headers }),
})
