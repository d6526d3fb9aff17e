import {
  flagOf,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
  variableOf,
} from '../configuration/settings.ts'
import { COMMON_OPTIONS, type Command, type Options } from './command.ts'

const WIDTH = 92

/** Breaks a text at spaces, so that each line fits beside a column of the width given. */
const wrap = (text: string, indent: number): string => {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line !== '' && line.length + word.length + 1 > WIDTH - indent) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.join(`\n${' '.repeat(indent)}`)
}

/** Two columns, the second wrapped. */
const columns = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.min(34, Math.max(...rows.map(([left]) => left.length)))
  return rows
    .map(([left, right]) => {
      const start = left.length > width ? `${left}\n${' '.repeat(width + 2)}` : left.padEnd(width)
      return `  ${start}  ${wrap(right, width + 4)}`
    })
    .join('\n')
}

const optionRows = (options: Options) =>
  Object.entries(options).map(([name, { value, meaning, type, isRequired }]): [string, string] => [
    `--${name}${value === undefined ? '' : ` ${value}`}`,
    `${meaning}${type === 'list' ? '; may be repeated' : ''}${isRequired === true ? ' (needed)' : ''}`,
  ])

const standardOf = (name: SettingName) => {
  const fallback: unknown = 'fallback' in SETTINGS[name] ? SETTINGS[name].fallback : undefined
  if (fallback === undefined) return ''
  return `; default: ${Array.isArray(fallback) ? 'all' : fallback}`
}

const settingRows = (names: readonly SettingName[]) =>
  names.map((name): [string, string] => {
    const { meaning, expected } = SETTINGS[name]
    const text = `${meaning} Expected: ${expected}${standardOf(name)}`
    return [`--${flagOf(name)} VALUE`, text]
  })

const usageOf = (command: Command, program: string) =>
  [program, command.name, ...command.args, '[options]'].filter((word) => word !== '').join(' ')

const section = (title: string, text: string) => (text === '' ? '' : `\n${title}\n${text}\n`)

/** The help of one command. */
export const commandHelp = (command: Command, program: string): string =>
  [
    `${command.summary}\n`,
    section('Usage', `  ${usageOf(command, program)}`),
    section('Options', columns(optionRows({ ...command.options, ...COMMON_OPTIONS }))),
    section(
      'Settings',
      command.settings.length === 0 ? '' : columns(settingRows(command.settings)),
    ),
    section(
      command.examples.length === 1 ? 'Example' : 'Examples',
      command.examples.map((example) => `  ${example}`).join('\n'),
    ),
    `\nEvery setting can be a flag, a variable or a line of the file: ${program} help settings`,
  ].join('')

/** The help of the whole: every command with its summary. */
export const overview = (commands: readonly Command[]): string =>
  [
    'Gryphon, an OpenID Provider.\n',
    section('Usage', '  gryphon [command] [options]'),
    section(
      'Commands',
      columns(
        commands.map(({ name, args, summary }) => [
          name === '' ? '(none)' : [name, ...args].join(' '),
          summary.replace(/\.$/, ''),
        ]),
      ),
    ),
    section('Help', '  gryphon help COMMAND, gryphon COMMAND --help, gryphon help settings'),
    section(
      'Example',
      '  gryphon --port 4100      # a provider to try things with, at http://localhost:4100',
    ),
  ]
    .join('')
    .trimEnd()

/** The help of the settings: each with its flag, its variable, what it means, what it may be, and what it is when nobody says. */
export const settingsHelp = (): string =>
  [
    'Settings come from flags, else from environment variables, else from the JSON file that --config',
    'or GRYPHON_CONFIG names, else they have their defaults. In the file a dot is nesting:',
    '  { "issuer": "https://op.example.com", "lifetimes": { "code": 30 } }',
    '',
    ...SETTING_NAMES.map((name) => {
      const [[, meaning] = ['', '']] = settingRows([name])
      return `  ${name}  --${flagOf(name)}  ${variableOf(name)}\n      ${wrap(meaning, 6)}`
    }),
    '',
    '  GRYPHON_MASTER_KEY is read from the environment alone: 32 bytes in base64url that wrap the keys in',
    '  the database. When neither it nor master_key_command is set, the file master.key in the data folder',
    '  has it. GRYPHON_OTHER_MASTER_KEY, or master.other.key, opens what that one does not, while one takes',
    '  the place of the other: see gryphon keys rewrap --help.',
  ].join('\n')
