/** Letters to add, drop or change to make one text of the other (Levenshtein). */
const distance = (one: string, other: string): number => {
  let above = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (const [row, letter] of [...one].entries()) {
    const line = [row + 1]
    for (let column = 0; column < other.length; column += 1) {
      const left = line[column] ?? 0
      const up = above[column + 1] ?? 0
      const diagonal = above[column] ?? 0
      line.push(Math.min(left + 1, up + 1, diagonal + (letter === other[column] ? 0 : 1)))
    }
    above = line
  }
  return above[other.length] ?? 0
}

/** How far a slip may be from what was meant: a third of its letters, one at least. */
const slip = (text: string) => Math.max(1, Math.floor(text.length / 3))

/**
 * What was most likely meant, if anything comes near.
 *
 * @example closest('isuer', ['issuer', 'port']) // 'issuer'
 */
export const closest = (text: string, known: readonly string[]): string | undefined =>
  known
    .map((name) => ({ name, distance: distance(text, name) }))
    .filter((candidate) => candidate.distance <= slip(candidate.name))
    .sort((a, b) => a.distance - b.distance)[0]?.name

/**
 * The end of a sentence that says something is unknown.
 *
 * @example didYouMean('isuer', ['issuer']) // '; did you mean issuer?'
 */
export const didYouMean = (text: string, known: readonly string[]): string => {
  const meant = closest(text, known)
  return meant === undefined ? '' : `; did you mean ${meant}?`
}
