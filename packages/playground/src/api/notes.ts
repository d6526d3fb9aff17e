/** A note of one person. */
export interface Note {
  readonly text: string
}

/** The notes of each person, by `sub`. */
export interface Notes {
  of(sub: string): readonly Note[]
  write(sub: string, note: Note): void
}

const LONGEST_LIST = 20
const MOST_PEOPLE = 1000

/** Notes in memory; a person's oldest give way, and then the person who has been silent longest. */
export const notesInMemory = (): Notes => {
  const notes = new Map<string, readonly Note[]>()
  const of = (sub: string) => notes.get(sub) ?? []
  return {
    of,
    write: (sub, note) => {
      const kept = [...of(sub), note].slice(-LONGEST_LIST)
      notes.delete(sub)
      notes.set(sub, kept)
      const [silent] = notes.keys()
      if (notes.size > MOST_PEOPLE && silent !== undefined) notes.delete(silent)
    },
  }
}
