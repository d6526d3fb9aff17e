import { closest } from '../suggest.ts'
import { ConfigurationError } from './configuration-error.ts'
import type { Setting } from './setting.ts'
import {
  flagOf,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
  type Settings,
  variableOf,
} from './settings.ts'
import { readSettingsFile } from './settings-file.ts'

/** Environment variables by name, as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Where settings can come from. */
export interface Sources {
  /** Flags that were given, by name without dashes. */
  readonly flags: ReadonlyMap<string, string>
  readonly env: Environment
}

/** A value that someone gave, and how to say who. */
interface Given {
  readonly value: unknown
  readonly from: string
}

/** Names of variables that are read and are no setting. */
const OTHER_VARIABLES = ['GRYPHON_CONFIG', 'GRYPHON_MASTER_KEY', 'GRYPHON_OTHER_MASTER_KEY']

const TRUTHS: Readonly<Record<string, boolean>> = { true: true, false: false }

/** Where the text is no number and no truth, the schema refuses the text itself. */
const READINGS: Readonly<Record<Setting['reading'], (text: string) => unknown>> = {
  text: (text) => text,
  number: (text) => (/^\d+$/.test(text) ? Number(text) : text),
  list: (text) => text.split(',').map((word) => word.trim()),
  truth: (text) => TRUTHS[text] ?? text,
}

const fromText = (name: SettingName, text: string, from: string): Given => ({
  value: READINGS[SETTINGS[name].reading](text),
  from,
})

const findGiven = (
  name: SettingName,
  { flags, env }: Sources,
  file: ReadonlyMap<string, Given>,
): Given | undefined => {
  const flag = flags.get(flagOf(name))
  if (flag !== undefined) return fromText(name, flag, `from --${flagOf(name)}`)
  const variable = env[variableOf(name)]
  if (variable !== undefined && variable !== '')
    return fromText(name, variable, `from ${variableOf(name)}`)
  return file.get(name)
}

const PREFIX = 'GRYPHON_'
const afterPrefix = (name: string) => name.slice(PREFIX.length)

/**
 * A variable that looks like a slip of one that is read. Others that begin with GRYPHON_ are left alone: orchestrators set
 * such variables by themselves for a service of that name.
 */
const slippedVariables = (env: Environment): readonly string[] => {
  const known = [...SETTING_NAMES.map(variableOf), ...OTHER_VARIABLES].map(afterPrefix)
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(afterPrefix(name)))
    .map((name) => ({ name, meant: closest(afterPrefix(name), known) }))
    .filter(({ meant }) => meant !== undefined)
    .map(
      ({ name, meant }) =>
        `${name}: there is no such environment variable; did you mean ${PREFIX}${meant}?`,
    )
}

const show = (value: unknown) => JSON.stringify(value)

const togetherOrNot = (settings: Settings): readonly string[] => {
  const { tls_cert, tls_key, issuer, workers, port } = settings
  if (workers > 1 && port === 0)
    return ['port: expected one that is named, because workers share it']
  if ((tls_cert === undefined) !== (tls_key === undefined))
    return ['tls_cert and tls_key: expected both or neither']
  return tls_cert !== undefined && issuer?.startsWith('http:') === true
    ? ['issuer: expected an https URL, because tls_cert is set']
    : []
}

/**
 * The settings of a run: flags before environment variables before the file before defaults.
 * Throws `ConfigurationError` with everything that is wrong.
 *
 * @example readSettings({ flags: new Map([['port', '4100']]), env: {} }).port // 4100
 */
export const readSettings = (sources: Sources): Settings => {
  const file = readSettingsFile(sources.flags.get('config') ?? sources.env.GRYPHON_CONFIG)
  const problems = [...file.problems, ...slippedVariables(sources.env)]
  const settings = Object.fromEntries(
    SETTING_NAMES.map((name) => {
      const { schema, expected, ...setting }: Setting = SETTINGS[name]
      const given = findGiven(name, sources, file.given)
      const checked = schema.safeParse(given === undefined ? setting.fallback : given.value)
      const found = setting.isSecret ? '' : `, found ${show(given?.value)}`
      if (!checked.success) problems.push(`${name} (${given?.from}): expected ${expected}${found}`)
      return [name, checked.data]
    }),
  ) as Settings
  if (problems.length === 0) problems.push(...togetherOrNot(settings))
  if (problems.length > 0) throw new ConfigurationError(problems)
  return settings
}
