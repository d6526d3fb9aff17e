import { InvalidValueError, SettingError } from '@gryphon/provider'
import { ConfigurationError } from '../configuration/configuration-error.ts'
import { didYouMean } from '../suggest.ts'
import type { Command } from './command.ts'
import { commandHelp, overview, settingsHelp } from './help.ts'
import { readCall } from './read-call.ts'
import { UsageError } from './usage-error.ts'
import type { World } from './world.ts'

/** How a command ends: 0 done, 1 could not be done, 2 not understood. */
export type ExitCode = 0 | 1 | 2

/** The words before the first option. */
const leadingWords = (words: readonly string[]): readonly string[] => {
  const end = words.findIndex((word) => word.startsWith('-'))
  return end < 0 ? words : words.slice(0, end)
}

const unknownCommand = (commands: readonly Command[], leading: readonly string[]): UsageError => {
  const [first = ''] = leading
  const names = commands.map(({ name }) => name).filter((name) => name !== '')
  const family = names.filter((name) => name.startsWith(`${first} `))
  if (family.length === 0) {
    const firsts = names.map((name) => name.split(' ')[0] ?? name)
    return new UsageError(`there is no command '${first}'${didYouMean(first, firsts)}`)
  }
  const seconds = family.map((name) => name.slice(first.length + 1))
  const hint = didYouMean(leading.slice(0, 2).join(' '), family)
  return new UsageError(`'${first}' is followed by one of ${seconds.join(', ')}${hint}`)
}

/** The command that the first words name, two words or one; the one without a name when there are no words. */
const findCommand = (commands: readonly Command[], words: readonly string[]): Command => {
  const leading = leadingWords(words)
  const named = (name: string) => commands.find((command) => command.name === name)
  const [first, second] = leading
  const found = first === undefined ? named('') : (named(`${first} ${second}`) ?? named(first))
  if (found === undefined) throw unknownCommand(commands, leading)
  return found
}

/** `gryphon help client`, `gryphon client --help` and `gryphon client` speak of the commands of one family. */
const familyHelp = (commands: readonly Command[], words: readonly string[]) => {
  const [first, second] = words
  const family = commands.filter(({ name }) => name.startsWith(`${first} `))
  const isAlone = second === undefined || second === '--help' || second === '-h'
  return isAlone && family.length > 0 ? overview(family) : undefined
}

/** Of a program with one command, the help of that; of one with several, the list of them. */
const wholeHelp = (commands: readonly Command[], { program }: World): string => {
  const [only, second] = commands
  return only !== undefined && second === undefined
    ? commandHelp(only, program)
    : overview(commands)
}

const help = (
  commands: readonly Command[],
  [first, ...rest]: readonly string[],
  world: World,
): string => {
  if (first === undefined) return wholeHelp(commands, world)
  if (first === 'settings') return settingsHelp()
  const words = [first, ...rest]
  return familyHelp(commands, words) ?? commandHelp(findCommand(commands, words), world.program)
}

const dispatch = async (commands: readonly Command[], words: readonly string[], world: World) => {
  const [first, ...rest] = words
  if (first === '--version') return world.out(world.version)
  if (first === '--help' || first === '-h') return world.out(wholeHelp(commands, world))
  if (first === 'help') return world.out(help(commands, rest, world))
  const family = familyHelp(commands, words)
  if (family !== undefined) return world.out(family)
  const command = findCommand(commands, words)
  const named = command.name.split(' ').filter((word) => word !== '').length
  const call = readCall(command, words.slice(named), world)
  return call === 'help' ? world.out(commandHelp(command, world.program)) : command.run(call)
}

/** A fault of the system says enough by itself; any other is ours, and its stack helps to find it. */
const describe = (error: unknown): string =>
  error instanceof Error
    ? 'code' in error
      ? error.message
      : (error.stack ?? error.message)
    : String(error)

/** Names the setting, where the message does not begin with it. */
const sentenceOf = ({ setting, message }: SettingError): string =>
  message.startsWith(setting) ? message : `${setting}: ${message}`

const complainOf = (error: unknown, { err, program }: World): ExitCode => {
  if (error instanceof UsageError) {
    const about = error.command === undefined ? 'help' : `${error.command} --help`.trim()
    err(`gryphon: ${error.message}`)
    err(`For help: ${program} ${about}`)
    return 2
  }
  if (error instanceof ConfigurationError) {
    err(`gryphon: these settings cannot be used`)
    for (const problem of error.problems) err(`  ${problem}`)
    err(`For help: ${program} help settings`)
    return 2
  }
  if (error instanceof SettingError) {
    err(`gryphon: ${sentenceOf(error)}`)
    return error instanceof InvalidValueError ? 2 : 1
  }
  err(`gryphon: ${describe(error)}`)
  return 1
}

/**
 * Does what the words of a command line say, and tells how it ended. Every complaint goes to `world.err`.
 *
 * @example await runCommand(COMMANDS, ['client', 'list', '--json'], world) // 0
 */
export const runCommand = async (
  commands: readonly Command[],
  words: readonly string[],
  world: World,
): Promise<ExitCode> => {
  try {
    await dispatch(commands, words, world)
    return 0
  } catch (error) {
    return complainOf(error, world)
  }
}
