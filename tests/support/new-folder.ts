import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const FOLDERS = new Set<string>()
process.on('exit', () => {
  for (const folder of FOLDERS) rmSync(folder, { recursive: true, force: true })
})

/** An empty folder, which is gone when this process ends. */
export const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'gryphon-test-'))
  FOLDERS.add(folder)
  return folder
}
