import type { Environment } from '../configuration/read-settings.ts'
import type { SettingName } from '../configuration/settings.ts'
import type { World } from './world.ts'

/** An option of a command: `text` takes a value once, `list` any number of times, `flag` none. */
export interface Option {
  readonly type: 'text' | 'list' | 'flag'
  /** What the help calls its value: `URI`. */
  readonly value?: string
  readonly meaning: string
  readonly isRequired?: true
}

/** A command's own options, by name without dashes. */
export type Options = Readonly<Record<string, Option>>

type ValueOf<O extends Option> = O['type'] extends 'flag'
  ? boolean
  : O['type'] extends 'list'
    ? readonly string[]
    : O extends { readonly isRequired: true }
      ? string
      : string | undefined

/** What was typed for the options of a table. */
export type OptionValues<O extends Options> = string extends keyof O
  ? Readonly<Record<string, string | boolean | readonly string[] | undefined>>
  : { readonly [Name in keyof O]: ValueOf<O[Name]> }

/** One call of a command: checked against its table. */
export interface Call<O extends Options = Options> {
  /** The arguments, as many as the command has names for. */
  readonly args: readonly string[]
  readonly options: OptionValues<O>
  /** Settings given as flags, and `config`. */
  readonly flags: ReadonlyMap<string, string>
  readonly world: World
}

/** A command: what it is called, what it tells of itself, and what it does. */
export interface Command<O extends Options = Options> {
  /** Its words: `client add`. */
  readonly name: string
  readonly summary: string
  /** What its arguments are called; all are needed. */
  readonly args: readonly string[]
  readonly options: O
  /** Settings that its help lists; it takes all of them. */
  readonly settings: readonly SettingName[]
  readonly examples: readonly string[]
  run(call: Call<O>): Promise<void>
}

/** A command whose `run` is given what its option table says. */
export const defineCommand = <const O extends Options>(command: Command<O>): Command =>
  command as unknown as Command

/** Options that every command has. */
export const COMMON_OPTIONS = {
  config: { type: 'text', value: 'FILE', meaning: 'JSON file with settings (or GRYPHON_CONFIG)' },
  help: { type: 'flag', meaning: 'This help' },
} as const satisfies Options

/** `--json`, for commands whose answer a script may want. */
export const JSON_OPTION = {
  json: { type: 'flag', meaning: 'Answer in JSON' },
} as const satisfies Options

/** `--tenant`, for commands about what belongs to one. */
export const TENANT_OPTION = {
  tenant: { type: 'text', value: 'ID', meaning: 'The tenant it is about (default: default)' },
} as const satisfies Options

/** Where settings are read from, for a call. */
export const sourcesOf = (
  call: Pick<Call, 'flags' | 'world'>,
): { readonly flags: ReadonlyMap<string, string>; readonly env: Environment } => ({
  flags: call.flags,
  env: call.world.env,
})
