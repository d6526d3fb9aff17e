import { parseLocales } from '../authorization/parse-hints.ts'
import { acceptedLanguages } from '../http/languages.ts'
import type { HttpRequest } from '../http/message.ts'
import type { Parameters } from '../model/parameters.ts'

const MOST = 10

/** Languages that the person prefers, best first: `ui_locales` of the request (Core §3.1.2.1), whatever else is wrong with it, then the browser's. */
export const preferredLanguages = (
  parameters: Parameters,
  request: HttpRequest,
): readonly string[] => [
  ...parseLocales(parameters.get('ui_locales')).slice(0, MOST),
  ...acceptedLanguages(request),
]
