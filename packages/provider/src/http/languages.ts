import type { HttpRequest } from './message.ts'

const MOST = 10

/**
 * The languages that a browser prefers, best first (RFC 9110 §12.5.4); here it said `fr-CH, fr;q=0.9, en;q=0.8`.
 *
 * @example acceptedLanguages(request) // ['fr-CH', 'fr', 'en']
 */
export const acceptedLanguages = (request: HttpRequest): readonly string[] =>
  (request.header('accept-language') ?? '')
    .split(',', MOST)
    .map((range) => {
      const [tag = '', weight = 'q=1'] = range.trim().split(/\s*;\s*/)
      return { tag, weight: Number(weight.replace(/^q=/, '')) }
    })
    .filter(({ tag, weight }) => /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag) && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
