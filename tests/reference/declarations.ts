/** What an entry of a package exports, as its declarations say it. */
export interface Declaration {
  readonly name: string
  readonly kind: 'function' | 'constant' | 'class' | 'type'
  /** The declaration itself, without its docstring. */
  readonly signature: string
  /** What its docstring says, without its example; empty where there is none. */
  readonly words: string
  /** The example of its docstring. */
  readonly example: string | undefined
}

/** A name that a module exports from another. */
export interface Forwarded {
  /** As it is called there, or `*`. */
  readonly name: string
  readonly specifier: string
}

const QUOTED_OR_COMMENT = /\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g

const isWhole = (statement: string): boolean => {
  const code = statement.replace(QUOTED_OR_COMMENT, '').replaceAll('=>', '')
  const opened = code.match(/[{([<]/g)?.length ?? 0
  const closed = code.match(/[})\]>]/g)?.length ?? 0
  const end = /^export (?:declare )?type /.test(statement) ? /;\s*$/ : /[;}]\s*$/
  return opened === closed && end.test(code)
}

const HEAD = /^export (?:declare )?(const|function|class|interface|type) (\w+)/

const kindOf = (word: string, statement: string): Declaration['kind'] => {
  if (word === 'class' || word === 'function') return word
  if (word !== 'const') return 'type'
  return /^export declare const \w+: (?:<.*?>)?\(/.test(statement) ? 'function' : 'constant'
}

const linesOf = (docstring: string): readonly string[] =>
  docstring
    .replace(/^\/\*\*|\*\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())

const parseDocstring = (docstring: string): Pick<Declaration, 'words' | 'example'> => {
  const [words = '', example] = linesOf(docstring).join('\n').split('@example')
  return { words: words.trim(), example: example?.trim() }
}

/** What a file of declarations declares and exports, in its order. */
export const declarationsOf = (text: string): readonly Declaration[] => {
  const found: Declaration[] = []
  let docstring = ''
  let statement = ''
  for (const line of text.split('\n')) {
    if (statement === '' && (line.startsWith('/**') || docstring.endsWith('\0'))) {
      const soFar = line.startsWith('/**') ? line : `${docstring.slice(0, -1)}\n${line}`
      docstring = soFar.trimEnd().endsWith('*/') ? soFar : `${soFar}\0`
      continue
    }
    statement = statement === '' ? line : `${statement}\n${line}`
    if (statement.trim() === '') statement = ''
    if (statement === '' || !isWhole(statement)) continue
    const [, word = '', name = ''] = HEAD.exec(statement) ?? []
    const signature = statement.replace(/^export (declare )?/, '')
    if (name !== '')
      found.push({ name, kind: kindOf(word, statement), signature, ...parseDocstring(docstring) })
    docstring = ''
    statement = ''
  }
  return found
}

const FORWARD = /^export (?:type )?(?:\{([^}]*)\}|\*) from '([^']+)';/gm

/** What a file of declarations exports from others, in its order. */
export const forwardedOf = (text: string): readonly Forwarded[] =>
  [...text.matchAll(FORWARD)].flatMap(([, names, specifier = '']) =>
    (names?.split(',') ?? ['*'])
      .map((name) => name.replace(/^\s*(type )?/, '').trim())
      .filter((name) => name !== '')
      .map((name) => ({ name, specifier })),
  )
