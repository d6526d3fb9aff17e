import { spawnSync } from 'node:child_process'

const BIOME = 'node_modules/@biomejs/biome/bin/biome'
const BETWEEN = '// ------- next -------'

/** Formats pieces of TypeScript as this repository is formatted, all in one run. */
export const formatAll = (pieces: readonly string[]): readonly string[] => {
  const input = pieces.join(`\n\n${BETWEEN}\n\n`)
  const words = [BIOME, 'format', '--stdin-file-path=reference.d.ts']
  const { stdout, stderr, status } = spawnSync(process.execPath, words, {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  })
  if (status !== 0) throw new Error(`the declarations cannot be formatted: ${stderr}`)
  const formatted = stdout.split(BETWEEN).map((piece) => piece.trim())
  if (formatted.length !== pieces.length) throw new Error('a declaration was lost in formatting')
  return formatted
}
