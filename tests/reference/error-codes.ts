import type { Declaration } from './declarations.ts'

/** Codes that mean the same kind of thing. */
export interface CodeGroup {
  readonly meaning: string
  readonly codes: readonly string[]
}

const GROUP = /\/\*\* (.*?)\.? \*\/([\s\S]*?)(?=\/\*\*|$)/g
const TEXT = /'(\w+)'/g
const TEMPLATE = /`\$\{([^}]*)\}(_\w+)`/g

const textsOf = (code: string): readonly string[] =>
  [...code.matchAll(TEXT)].map(([, text = '']) => text)

/** The members of a template are those of a type that is declared elsewhere, or are written in it. */
const expand = (code: string, declared: readonly Declaration[]): readonly string[] => {
  const templates = [...code.matchAll(TEMPLATE)].flatMap(([, members = '', end = '']) => {
    const type = declared.find(({ name }) => name === members)
    return textsOf(type?.signature ?? members).map((member) => member + end)
  })
  return [...templates, ...textsOf(code.replace(TEMPLATE, ''))]
}

/** What a type of error codes says, by the comments that stand before its members. */
export const codeGroupsOf = (
  type: Declaration,
  declared: readonly Declaration[],
): readonly CodeGroup[] =>
  [...type.signature.matchAll(GROUP)].map(([, meaning = '', code = '']) => ({
    meaning,
    codes: expand(code, declared),
  }))
