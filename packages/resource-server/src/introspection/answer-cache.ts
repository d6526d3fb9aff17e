import type { JsonObject } from '../fetch-json.ts'

/** Answers that are believed for a while. */
export interface AnswerCache {
  /** What is still believed; `undefined` where nothing is. */
  find(key: string): JsonObject | undefined
  /** Keeps an answer until then (seconds); the oldest makes room. */
  keep(key: string, answer: JsonObject, expires_at: number): void
}

/** Keeps at most so many answers. */
export const createAnswerCache = (size: number, now: () => number): AnswerCache => {
  const answers = new Map<string, { readonly answer: JsonObject; readonly expires_at: number }>()
  return {
    find(key) {
      const kept = answers.get(key)
      return kept !== undefined && now() < kept.expires_at ? kept.answer : undefined
    },
    keep(key, answer, expires_at) {
      if (expires_at <= now()) return
      answers.delete(key)
      const [oldest] = answers.keys()
      if (answers.size >= size && oldest !== undefined) answers.delete(oldest)
      if (size > 0) answers.set(key, { answer, expires_at })
    },
  }
}
