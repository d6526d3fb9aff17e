import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A source file: its path from the root of the repository, with `/`, and its text. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** Every TypeScript file of the repository. */
export const sourceFiles = (): readonly SourceFile[] =>
  globSync(['packages/*/{src,bin}/**/*.ts', 'tests/**/*.ts', 'start.ts'])
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))

/** What each name that our packages export stands for: a file (`@gryphon/accounts/people-store` is a name of its own). */
export const packageFolders = (): ReadonlyMap<string, string> =>
  new Map(
    globSync('packages/*/package.json').flatMap((path) => {
      const { name, exports } = JSON.parse(readFileSync(path, 'utf8')) as {
        name: string
        exports: Readonly<Record<string, string>>
      }
      return Object.entries(exports).map(([subpath, file]): [string, string] => [
        join(name, subpath).replaceAll('\\', '/'),
        join(dirname(path), file).replaceAll('\\', '/'),
      ])
    }),
  )

const COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|(?<!:)\/\/.*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g

/** The text of a file without its comments and quoted strings. */
export const withoutText = (text: string): string => text.replace(COMMENT_OR_TEXT, "''")

const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*/gm
const IMPORT =
  /^(?:import|export)\b[^'"`;]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm

/**
 * What a file imports, as written: by statement, by `export … from` and by `import()`.
 *
 * @example importsOf("import { a } from './b.ts'") // ['./b.ts']
 */
export const importsOf = (text: string): readonly string[] =>
  [...text.replace(COMMENT, '').matchAll(IMPORT)].map(
    ([, statement, bare, dynamic]) => statement ?? bare ?? dynamic ?? '',
  )

/** The names of what a package depends on, by its folder: `packages/client/`. */
export const dependenciesOf = (folder: string): readonly string[] => {
  const { dependencies = {} } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>
  }
  return Object.keys(dependencies)
}
