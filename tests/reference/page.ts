import { codeGroupsOf } from './error-codes.ts'
import type { Entry, Exported } from './exports.ts'
import { formatAll } from './format.ts'

/** What is said of a package beside what its declarations say. */
export interface Subject {
  /** The folder of the package, which the page is named after. */
  readonly folder: string
  /** The types whose members are error codes. */
  readonly codes: readonly string[]
}

const KINDS = [
  { kind: 'function', title: 'Functions' },
  { kind: 'constant', title: 'Constants' },
  { kind: 'class', title: 'Errors' },
  { kind: 'type', title: 'Types' },
] as const

const keyOf = ({ file, name }: Exported) => `${file} ${name}`

/** Each export at the first entry that has it. */
const firstOf = (entries: readonly Entry[]) => {
  const seen = new Set<string>()
  return entries.map(({ name, exported }) => {
    const own = exported.filter((each) => !seen.has(keyOf(each)))
    const others = exported.filter((each) => seen.has(keyOf(each)))
    for (const each of own) seen.add(keyOf(each))
    return { name, own: own.toSorted((a, b) => (a.name < b.name ? -1 : 1)), others }
  })
}

/** The addresses that headings have on the page, in their order; one that is there already is numbered. */
const createAnchors = () => {
  const times = new Map<string, number>()
  return (heading: string): string => {
    const slug = heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-')
    const count = times.get(slug) ?? 0
    times.set(slug, count + 1)
    return count === 0 ? slug : `${slug}-${count}`
  }
}

/** A docstring is broken where its file is; a page is where its reader is. */
const joined = (words: string) =>
  words
    .split('\n\n')
    .map((paragraph) => paragraph.replaceAll('\n', ' '))
    .join('\n\n')

const link = (name: string, anchor: string | undefined) =>
  anchor === undefined ? `\`${name}\`` : `[\`${name}\`](#${anchor})`

const listing = (code: string) => `\`\`\`ts\n${code}\n\`\`\``

type Section = ReturnType<typeof firstOf>[number]

/** The headings of a section in the order in which they stand on the page, with the address of each. */
const headingsOf = (sections: readonly Section[]) => {
  const anchorOf = createAnchors()
  const anchors = new Map<string, string>()
  anchorOf('title')
  for (const { name, own } of sections) {
    anchors.set(name, anchorOf(name))
    for (const { kind, title } of KINDS) {
      const some = own.filter((each) => each.kind === kind)
      if (some.length > 0) anchorOf(title)
      for (const each of some) anchors.set(keyOf(each), anchorOf(each.name))
    }
  }
  return anchors
}

type Anchors = ReturnType<typeof headingsOf>

const WORD = /\b[A-Z]\w+\b/g

/** The types that a declaration names and the page describes. */
const mentioned = (each: Exported, types: readonly Exported[], anchors: Anchors): string => {
  const code = each.signature.replace(/\/\*\*[\s\S]*?\*\/|'[^'\n]*'/g, '')
  const names = new Set(code.match(WORD) ?? [])
  const own = new Set(types.filter(({ file }) => file === each.file).map(({ name }) => name))
  const links = types
    .filter(({ name, file }) => names.has(name) && (file === each.file || !own.has(name)))
    .filter(({ name }) => name !== each.name)
    .map((type) => link(type.name, anchors.get(keyOf(type))))
  return links.length === 0 ? '' : `See ${links.join(', ')}.`
}

const describe = (
  each: Exported,
  code: string,
  { types, anchors }: { readonly types: readonly Exported[]; readonly anchors: Anchors },
): readonly string[] =>
  [
    `#### ${each.name}`,
    joined(each.words),
    listing(code),
    each.example === undefined ? '' : `For example:\n\n${listing(each.example)}`,
    mentioned(each, types, anchors),
  ].filter((part) => part !== '')

const codesTable = (entries: readonly Entry[], codes: readonly string[]): readonly string[] => {
  const declared = entries.flatMap(({ exported }) => exported)
  const groups = codes.flatMap((name) => {
    const type = declared.find((each) => each.name === name)
    return type === undefined ? [] : codeGroupsOf(type, declared)
  })
  if (groups.length === 0) return []
  const rows = groups.map(
    ({ meaning, codes }) => `| ${meaning} | ${codes.map((code) => `\`${code}\``).join(', ')} |`,
  )
  return ['## Error codes', ['| `code` says | |', '| --- | --- |', ...rows].join('\n')]
}

const contentsOf = (sections: readonly Section[], anchors: Anchors): string =>
  sections
    .map(({ name, own }) => {
      const links = own
        .filter(({ kind }) => kind !== 'type')
        .map((each) => link(each.name, anchors.get(keyOf(each))))
      return `- ${link(name, anchors.get(name))}${links.length === 0 ? '' : `: ${links.join(', ')}`}`
    })
    .join('\n')

/** The page of a package: every export of every entry, with its signature, what its docstring says, and its example. */
export const referencePage = (
  { folder, codes }: Subject,
  { name: title, entries }: { readonly name: string; readonly entries: readonly Entry[] },
): string => {
  const sections = firstOf(entries)
  const anchors = headingsOf(sections)
  const all = sections.flatMap(({ own }) => own)
  const formatted = formatAll(all.map(({ signature }) => signature))
  const codeOf = new Map(all.map((each, at) => [keyOf(each), formatted[at] ?? '']))
  const types = all.filter(({ kind }) => kind === 'type' || kind === 'class')
  const parts = sections.flatMap(({ name, own, others }) => [
    `## ${name}`,
    ...(others.length === 0
      ? []
      : [`Also: ${others.map((each) => link(each.name, anchors.get(keyOf(each)))).join(', ')}.`]),
    ...KINDS.flatMap(({ kind, title: heading }) => {
      const some = own.filter((each) => each.kind === kind)
      const described = some.flatMap((each) =>
        describe(each, codeOf.get(keyOf(each)) ?? '', { types, anchors }),
      )
      return some.length === 0 ? [] : [`### ${heading}`, ...described]
    }),
  ])
  const about = `Made of the docstrings of \`packages/${folder}\` by \`npm run reference\`. How to use it: [its README](../../packages/${folder}/README.md).`
  const contents = contentsOf(sections, anchors)
  const table = codesTable(entries, codes)
  const more = table.length === 0 ? '' : '\n- [Error codes](#error-codes)'
  return `${[`# Reference: ${title}`, about, contents + more, ...parts, ...table].join('\n\n')}\n`
}
