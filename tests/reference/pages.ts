import { join } from 'node:path'
import { buildPackages } from '../packaging/build-packages.ts'
import { newFolder } from '../support/new-folder.ts'
import { type Entry, entriesOf } from './exports.ts'
import { referencePage, type Subject } from './page.ts'

/** The packages that have a page. */
const SUBJECTS: readonly Subject[] = [
  { folder: 'client', codes: ['CheckErrorCode', 'ClientErrorCode'] },
  { folder: 'resource-server', codes: ['AccessErrorCode'] },
  { folder: 'protocol', codes: [] },
]

/** A page, and what it is about. */
export interface Page {
  readonly path: string
  readonly text: string
  readonly entries: readonly Entry[]
}

/** Every page as it should be, from the packages as they are published. */
export const makePages = async (): Promise<readonly Page[]> => {
  const built = newFolder()
  await buildPackages(built)
  return SUBJECTS.map((subject) => {
    const entries = entriesOf(join(built, subject.folder))
    const text = referencePage(subject, { name: entries[0]?.name ?? subject.folder, entries })
    return { path: `docs/reference/${subject.folder}.md`, text, entries }
  })
}
