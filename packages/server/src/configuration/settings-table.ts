import type { Setting } from './setting.ts'
import { flagOf, SETTING_NAMES, SETTINGS, variableOf } from './settings.ts'

const fallbackOf = ({ fallback }: Setting): string => {
  if (fallback === undefined) return ''
  return Array.isArray(fallback) ? 'all' : `\`${fallback}\``
}

/** Every setting as a row of a Markdown table: what the documentation shows, and a test holds it to. */
export const settingsTable = (): string =>
  [
    '| Setting | Flag | Environment | Default | Expected | Meaning |',
    '|--|--|--|--|--|--|',
    ...SETTING_NAMES.map((name) => {
      const setting: Setting = SETTINGS[name]
      const names = [name, `--${flagOf(name)}`, variableOf(name)].map((text) => `\`${text}\``)
      const cells = [...names, fallbackOf(setting), setting.expected, setting.meaning]
      return `| ${cells.join(' | ')} |`
    }),
  ].join('\n')
