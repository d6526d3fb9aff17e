import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** An empty folder, which is gone when this process ends. */
export const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'gryphon-test-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
