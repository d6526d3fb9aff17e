import type { Call } from './command.ts'

/** A row to be shown: what it says by column. */
export type Row = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * Rows under the names of their columns, with two spaces between.
 *
 * @example tableOf([{ kid: 'a', alg: 'RS256' }]) // 'kid  alg\na    RS256'
 */
export const tableOf = (rows: readonly Row[]): string => {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? '')))]
  const widths = names.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((text, at) => text.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/**
 * Names and values, one pair a line; absent ones are left out, lists are joined.
 *
 * @example pairsOf({ sub: 'a', name: undefined }) // 'sub  a'
 */
export const pairsOf = (object: object): string => {
  const pairs = Object.entries(object).filter(([, value]) => value !== undefined)
  const width = Math.max(...pairs.map(([name]) => name.length))
  const show = (value: unknown) => {
    if (Array.isArray(value) && value.every((it) => typeof it === 'string')) return value.join(', ')
    return typeof value === 'string' ? value : JSON.stringify(value)
  }
  const visible = (text: string | undefined) => String(text).replace(/[\p{Cc}\p{Cf}]/gu, '?')
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${visible(show(value))}`).join('\n')
}

/** Answers in JSON where `--json` was given, and in words otherwise. */
export const answer = (
  { options, world }: Pick<Call, 'options' | 'world'>,
  value: unknown,
  words: string,
): void => world.out(options.json === true ? JSON.stringify(value, undefined, 2) : words)

/** Time in seconds as people write it, in UTC. */
export const dateOf = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ').concat(' UTC')
