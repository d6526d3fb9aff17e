import { SettingError } from '@gryphon/provider'
import type { Call, Options } from '../command/command.ts'
import { UsageError } from '../command/usage-error.ts'
import type { World } from '../command/world.ts'

/** How a command is given a password: never as an argument, which other programs of the machine can read. */
export const PASSWORD_OPTIONS = {
  'password-stdin': { type: 'flag', meaning: 'Read the password from standard input' },
  'generate-password': { type: 'flag', meaning: 'Make a password, and tell it once' },
} as const satisfies Options

/** Letters and digits that nobody takes for another: no 0, o, 1, l, i. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 4
const GROUP = 4

/**
 * A password that can be typed: 16 letters and digits in groups of four, 79 bits.
 *
 * @example makePassword(randomBytes) // 'k7mq-x2vd-9fhr-tw4c'
 */
export const makePassword = (random: (bytes: number) => Uint8Array): string => {
  const letters: string[] = []
  while (letters.length < GROUPS * GROUP)
    for (const byte of random(GROUPS * GROUP)) {
      // Bytes past the last whole round of the alphabet would make its first letters likelier.
      const isFair = byte < 256 - (256 % ALPHABET.length)
      if (isFair) letters.push(ALPHABET[byte % ALPHABET.length] ?? '')
    }
  return Array.from({ length: GROUPS }, (_, at) =>
    letters.slice(at * GROUP, (at + 1) * GROUP).join(''),
  ).join('-')
}

const askTwice = async ({ askSecret }: World, command: string): Promise<string> => {
  const password = await askSecret('Password: ')
  if (password === undefined)
    throw new UsageError(
      'there is no terminal to ask for the password: add --password-stdin or --generate-password',
      command,
    )
  if ((await askSecret('Once more: ')) !== password)
    throw new SettingError('password', 'the two are not the same')
  return password
}

/** A new password: of standard input, made, or asked for without being shown. */
export const choosePassword = async (
  { options, world }: Call<typeof PASSWORD_OPTIONS>,
  command: string,
): Promise<{ readonly password: string; readonly isGenerated: boolean }> => {
  if (options['password-stdin'] && options['generate-password'])
    throw new UsageError('--password-stdin and --generate-password exclude each other', command)
  if (options['generate-password'])
    return { password: makePassword(world.random), isGenerated: true }
  const password = options['password-stdin']
    ? (await world.readInput()).replace(/\r?\n$/, '')
    : await askTwice(world, command)
  return { password, isGenerated: false }
}
