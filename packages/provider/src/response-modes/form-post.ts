import type { HttpResponse } from '../http/message.ts'
import type { Encode } from './encode.ts'
import { escapeHtml } from './escape-html.ts'
import { formPostFrame } from './form-post-frame.ts'
import { formPostTexts } from './form-post-texts.ts'

/** Form Post Response Mode §2: a page that posts itself, with a button for browsers without scripts. */
export const formPost: Encode = (to, parameters, languages = []): HttpResponse => {
  const { headers, before, after } = formPostFrame(to, formPostTexts(languages))
  return {
    status: 200,
    headers,
    body: before + Object.entries(parameters).map(field).join('') + after,
  }
}

const field = ([name, value]: readonly [string, string | number]) =>
  `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(String(value))}">`
