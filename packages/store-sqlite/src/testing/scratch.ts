import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new folder, and how to remove it. */
export const scratchFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'gryphon-sqlite-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  return { file: join(folder, 'gryphon.db'), folder, remove }
}
