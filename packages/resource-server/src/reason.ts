/** Reasons are shown up to here: others have had a hand in them. */
const LONGEST = 200

const wordsOf = (error: unknown): readonly string[] => {
  if (!(error instanceof Error)) return []
  const { code } = error as { readonly code?: unknown }
  const own = error.message === '' && typeof code === 'string' ? code : error.message
  return [own, ...wordsOf(error.cause)].filter((word) => word !== '')
}

/** Why something that was asked for could not be had, in one line for a log: `fetch` wraps the reason that counts. */
export const reasonOf = (error: unknown): string | undefined => {
  const words = wordsOf(error).join(': ')
  return words === ''
    ? undefined
    : words.slice(0, LONGEST).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
}
