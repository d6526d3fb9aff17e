import { readFileSync } from 'node:fs'
import { didYouMean } from '../suggest.ts'
import { SETTING_NAMES } from './settings.ts'

/** What a configuration file says: its settings by name, and what is wrong with the file itself. */
export interface SettingsFile {
  readonly given: ReadonlyMap<string, { readonly value: unknown; readonly from: string }>
  readonly problems: readonly string[]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isGroup = (name: string) => SETTING_NAMES.some((known) => known.startsWith(`${name}.`))

/** Names with a dot for what is nested: `{ log: { level: 'warn' } }` is `log.level`. */
const flatten = (object: object, prefix = ''): readonly (readonly [string, unknown])[] =>
  Object.entries(object).flatMap(([key, value]): readonly (readonly [string, unknown])[] =>
    isGroup(prefix + key) && isObject(value)
      ? flatten(value, `${prefix}${key}.`)
      : [[prefix + key, value]],
  )

const parse = (path: string): SettingsFile => {
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!isObject(content)) return { given: new Map(), problems: [`${path}: expected a JSON object`] }
  const { $schema: _, ...settings } = content
  const entries = flatten(settings)
  const isKnown = (name: string) => SETTING_NAMES.some((known) => known === name)
  return {
    given: new Map(entries.map(([name, value]) => [name, { value, from: `in ${path}` }])),
    problems: entries
      .filter(([name]) => !isKnown(name))
      .map(([name]) =>
        isGroup(name)
          ? `${name} (in ${path}): expected an object`
          : `${name} (in ${path}): there is no such setting${didYouMean(name, SETTING_NAMES)}`,
      ),
  }
}

/** Reads the configuration file, if one is named; its problems are told, not thrown. */
export const readSettingsFile = (path: string | undefined): SettingsFile => {
  if (path === undefined || path === '') return { given: new Map(), problems: [] }
  try {
    return parse(path)
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read'
    const message = error instanceof Error ? error.message : String(error)
    return { given: new Map(), problems: [`config: ${path} ${why} (${message})`] }
  }
}
