import { html } from 'hono/html'
import type { Html } from '../web/html.ts'

const TOKENS =
  /(?<comment>\/\/.*)|(?<string>'(?:\\.|[^'\\])*')|(?<keyword>\b(?:import|from|const|await)\b)/g

const CLASSES = ['comment', 'string', 'keyword'] as const

const marked = (match: RegExpExecArray): Html => {
  const kind = CLASSES.find((name) => match.groups?.[name] !== undefined)
  return html`<span class="${kind ?? ''}">${match[0]}</span>`
}

const highlighted = (code: string): Html => {
  const matches = [...code.matchAll(TOKENS)]
  const pieces = matches.map((match, index) => {
    const before = matches[index - 1]
    const start = before === undefined ? 0 : before.index + before[0].length
    return html`${code.slice(start, match.index)}${marked(match)}`
  })
  const last = matches.at(-1)
  return html`${pieces}${code.slice(last === undefined ? 0 : last.index + last[0].length)}`
}

/** A piece of TypeScript, its comments, strings and keywords told apart. */
export const listing = (code: string, label: string): Html =>
  html`<pre class="listing" tabindex="0" role="region" aria-label="${label}"><code>${highlighted(code)}</code></pre>`
