import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Declaration, declarationsOf, forwardedOf } from './declarations.ts'

/** Something exported, and the file that declares it: the same from whichever entry it is reached. */
export interface Exported extends Declaration {
  readonly file: string
}

/** One way into a package. */
export interface Entry {
  /** As it is imported. */
  readonly name: string
  readonly exported: readonly Exported[]
}

interface PublishedExports {
  readonly name: string
  readonly exports: Readonly<Record<string, { readonly types: string }>>
}

/** The declarations that a module names: its own neighbours, or the index of a package that was built beside it. */
const resolve = (file: string, specifier: string): string => {
  const [, folder] = /^@gryphon\/([\w-]+)$/.exec(specifier) ?? []
  if (folder === undefined) return join(dirname(file), specifier.replace(/\.js$/, '.d.ts'))
  const [root = ''] = file.split(/(?<=\/)(?:client|resource-server|protocol)\/src\//)
  return join(root, folder, 'src/index.d.ts')
}

const exportedBy = (file: string): readonly Exported[] => {
  const text = readFileSync(file, 'utf8')
  const own = declarationsOf(text).map((declaration) => ({ ...declaration, file }))
  const others = forwardedOf(text).flatMap(({ name, specifier }) => {
    const all = exportedBy(resolve(file, specifier))
    const some = name === '*' ? all : all.filter((exported) => exported.name === name)
    if (some.length === 0) throw new Error(`${file} exports ${name}, which nothing declares`)
    return some
  })
  return [...others, ...own]
}

/** The entries of a package that has been built into this folder, in the order of its `package.json`. */
export const entriesOf = (folder: string): readonly Entry[] => {
  const text = readFileSync(join(folder, 'package.json'), 'utf8')
  const { name, exports } = JSON.parse(text) as PublishedExports
  return Object.entries(exports).map(([path, { types }]) => ({
    name: join(name, path),
    exported: exportedBy(join(folder, types)),
  }))
}
