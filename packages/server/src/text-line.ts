import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

const STYLES: Readonly<Record<string, Style>> = {
  debug: 'dim',
  info: 'cyan',
  warn: 'yellow',
  error: 'red',
}

/** Fields that have a place of their own in the line. */
const PLACED = ['level', 'time', 'event', 'message', 'cause']

const isFault = (cause: unknown): cause is { readonly stack: string } =>
  typeof cause === 'object' && cause !== null && 'stack' in cause && typeof cause.stack === 'string'

/** What a terminal would obey is shown, not done. */
const visible = (text: string | undefined): string =>
  String(text).replace(
    /[\p{Cc}\p{Cf}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )

const show = (value: unknown) =>
  typeof value === 'string' && !/[\s"]/.test(value)
    ? visible(value)
    : visible(JSON.stringify(value))

/**
 * A line of the log as a person likes to read it.
 *
 * @example textLine({ level: 'info', time: '2026-01-01T12:00:00.000Z', event: 'signed_in', sub: 'a' }, 'plain') // '12:00:00 signed_in sub=a'
 */
export const textLine = (
  entry: Readonly<Record<string, unknown>>,
  look: 'colours' | 'plain',
): string => {
  const paint = (style: Style, text: string) =>
    look === 'plain' ? text : styleText(style, text, { validateStream: false })
  const { level, time, event, message, cause } = entry
  const fields = Object.entries(entry)
    .filter(([name, value]) => !PLACED.includes(name) && value !== undefined)
    .map(([name, value]) => paint('dim', `${name}=`) + show(value))
  const clock = typeof time === 'string' ? time.slice(11, 19) : ''
  const words = [
    paint('dim', clock),
    paint(STYLES[String(level)] ?? 'reset', String(event === 'server' ? (message ?? '') : event)),
    ...(message === undefined || event === 'server' ? [] : [String(message)]),
    ...fields,
  ]
  return words.join(' ') + (isFault(cause) ? `\n${cause.stack}` : '')
}
