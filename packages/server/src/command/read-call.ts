import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { flagOf, SETTING_NAMES } from '../configuration/settings.ts'
import { didYouMean } from '../suggest.ts'
import { type Call, COMMON_OPTIONS, type Command, type Option, type Options } from './command.ts'
import { UsageError } from './usage-error.ts'

const SETTING_FLAGS = SETTING_NAMES.map(flagOf)

const SETTING_OPTIONS: Options = Object.fromEntries(
  SETTING_FLAGS.map((flag) => [flag, { type: 'text', value: 'VALUE', meaning: 'A setting' }]),
)

const parserOption = ({ type }: Option): ParseArgsOptionsConfig[string] => ({
  type: type === 'flag' ? 'boolean' : 'string',
  multiple: type === 'list',
})

const parserOptions = (options: Options): ParseArgsOptionsConfig => ({
  ...Object.fromEntries(Object.entries(options).map(([name, it]) => [name, parserOption(it)])),
  help: { type: 'boolean', short: 'h' },
})

/** Splits words as they are, complaining of nothing: that is done below, in our own words. */
const split = (words: readonly string[], options: Options) =>
  parseArgs({
    args: [...words],
    options: parserOptions(options),
    allowPositionals: true,
    strict: false,
    tokens: true,
  })

type Token = ReturnType<typeof split>['tokens'][number]

const complaintOf = (token: Token, options: Options): string | undefined => {
  if (token.kind !== 'option') return undefined
  const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
  if (option === undefined) {
    const known = Object.keys(options).map((name) => `--${name}`)
    return `there is no option ${token.rawName}${didYouMean(token.rawName, known)}`
  }
  if (option.type === 'flag')
    return token.value === undefined ? undefined : `${token.rawName} takes no value`
  const isNext = token.inlineValue !== true && /^-./.test(token.value ?? '')
  return token.value === undefined || isNext ? `${token.rawName} needs a value` : undefined
}

const repeated = (tokens: readonly Token[], options: Options): string | undefined => {
  const once = tokens
    .filter((token) => token.kind === 'option')
    .map(({ name }) => name)
    .filter((name) => options[name]?.type === 'text')
  const twice = once.find((name, at) => once.indexOf(name) !== at)
  return twice === undefined ? undefined : `--${twice} was given twice`
}

const missing = (command: Command, values: Readonly<Record<string, unknown>>) => {
  const [name] =
    Object.entries(command.options).find(
      ([option, { isRequired }]) => isRequired === true && values[option] === undefined,
    ) ?? []
  return name === undefined ? undefined : `--${name} is needed`
}

const wrongCount = ({ args, name }: Command, given: readonly string[]): string | undefined => {
  const lacking = args[given.length]
  if (lacking !== undefined) return `${name} needs ${lacking}`
  const extra = given[args.length]
  return extra === undefined ? undefined : `'${extra}' is one argument too many`
}

const EMPTY = { flag: false, list: [], text: undefined } as const

/** What was typed for a command, checked: throws `UsageError` for what its tables do not know. `help` is told apart first. */
export const readCall = (
  command: Command,
  words: readonly string[],
  world: Call['world'],
): Call | 'help' => {
  const options = { ...SETTING_OPTIONS, ...COMMON_OPTIONS, ...command.options }
  const { values, positionals, tokens } = split(words, options)
  if (values.help === true) return 'help'
  const complaint =
    tokens.map((token) => complaintOf(token, options)).find((text) => text !== undefined) ??
    repeated(tokens, options) ??
    wrongCount(command, positionals) ??
    missing(command, values)
  if (complaint !== undefined) throw new UsageError(complaint, command.name)
  // An option of the command's own is no setting, though a setting has its name.
  const flags = [...SETTING_FLAGS, 'config'].flatMap((name) =>
    typeof values[name] === 'string' && !Object.hasOwn(command.options, name)
      ? [[name, values[name]] as const]
      : [],
  )
  return {
    args: positionals,
    options: Object.fromEntries(
      Object.entries(command.options).map(([name, { type }]) => [
        name,
        values[name] ?? EMPTY[type],
      ]),
    ) as Call['options'],
    flags: new Map(flags),
    world,
  }
}
