/** Labels of what there are too many of. */
const OTHER = 'other'

/**
 * Keeps the values of a label few, for each is a series of its own in the memory of two programs: the first `most` different ones
 * stay as they are, and every other one is `other`.
 */
export const boundedLabel = (most: number): ((value: string) => string) => {
  const known = new Set<string>()
  return (value) => {
    if (known.has(value)) return value
    if (known.size >= most) return OTHER
    known.add(value)
    return value
  }
}
