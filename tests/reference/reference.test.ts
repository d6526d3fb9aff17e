import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, describe, test } from 'node:test'
import { type Declaration, declarationsOf, forwardedOf } from './declarations.ts'
import { codeGroupsOf } from './error-codes.ts'
import { makePages, type Page } from './pages.ts'

/** As tsc writes them. */
const DECLARATIONS = `import type { Other } from './other.js';
/** Codes. */
export type Codes = Other
/** One kind. */
 | 'one' | \`\${Other}_two\`
/** Another kind. */
 | 'three' | \`\${'a' | 'b'}_four\`;
/**
 * Adds: a (bracket
 * in words.
 *
 * @example
 * const sum = add(1, 2)
 * sum // 3
 */
export declare const add: (one: number, other: number) => number;
export declare const LIMIT = 3;
/** One of two. */
export type Either = 
/** This. */
{
    readonly a: string;
}
/** That. */
 | {
    readonly b: string;
};
interface Hidden {
    readonly a: string;
}
/** What goes wrong. */
export declare class Wrong extends Error {
    /** Why (Core §2. */
    readonly code: Codes;
    constructor(code: Codes);
}
/** A pair. */
export interface Pair<T extends object> {
    readonly first: T;
}
export {};
`

const blank = { words: '', example: undefined }

test('declarations are read with what is said of them', () => {
  const found = declarationsOf(DECLARATIONS)
  const told = found.map(({ signature: _, ...rest }) => rest)
  const example = 'const sum = add(1, 2)\nsum // 3'
  assert.deepEqual(told, [
    { name: 'Codes', kind: 'type', ...blank, words: 'Codes.' },
    { name: 'add', kind: 'function', words: 'Adds: a (bracket\nin words.', example },
    { name: 'LIMIT', kind: 'constant', ...blank },
    { name: 'Either', kind: 'type', ...blank, words: 'One of two.' },
    { name: 'Wrong', kind: 'class', ...blank, words: 'What goes wrong.' },
    { name: 'Pair', kind: 'type', ...blank, words: 'A pair.' },
  ])
  assert.equal(found[1]?.signature, 'const add: (one: number, other: number) => number;')
  assert.match(found[3]?.signature ?? '', /readonly b: string;\n};$/)
})

test('error codes are grouped by the comments before them, and templates written out', () => {
  const signature = "type Other = 'x' | 'y';"
  const other: Declaration = { name: 'Other', kind: 'type', signature, ...blank }
  const [codes] = declarationsOf(DECLARATIONS)
  assert.ok(codes)
  assert.deepEqual(codeGroupsOf(codes, [other]), [
    { meaning: 'One kind', codes: ['x_two', 'y_two', 'one'] },
    { meaning: 'Another kind', codes: ['a_four', 'b_four', 'three'] },
  ])
})

test('what a module exports from others is read', () => {
  const text = `export { a, type B } from './a.js';\nexport type { C, } from './c.js';\nexport * from './d.js';`
  assert.deepEqual(forwardedOf(text), [
    { name: 'a', specifier: './a.js' },
    { name: 'B', specifier: './a.js' },
    { name: 'C', specifier: './c.js' },
    { name: '*', specifier: './d.js' },
  ])
})

/** As GitHub addresses headings. */
const addressesOf = (text: string): ReadonlySet<string> => {
  const seen: string[] = []
  for (const [, heading = ''] of text.matchAll(/^#+ (.*)$/gm)) {
    const slug = heading
      .toLowerCase()
      .replace(/[^a-z0-9_\- ]/g, '')
      .replaceAll(' ', '-')
    const times = seen.filter((each) => each === slug).length
    seen.push(slug)
    if (times > 0) seen.push(`${slug}-${times}`)
  }
  return new Set(seen)
}

describe('the reference', () => {
  let pages: readonly Page[]
  before(async () => {
    pages = await makePages()
  })

  const exported = () => pages.flatMap(({ entries }) => entries.flatMap((each) => each.exported))

  test('is as the docstrings are: `npm run reference` writes it', () => {
    for (const { path, text } of pages) assert.equal(readFileSync(path, 'utf8'), text, path)
  })

  test('says something of every export', () => {
    const silent = exported().filter(({ words }) => words === '')
    assert.deepEqual(
      silent.map(({ name }) => name),
      [],
    )
    assert.ok(exported().length > 150)
  })

  test('shows an example of every function, in a file whose examples are run by tests/examples.test.ts', () => {
    const functions = exported().filter(({ kind }) => kind === 'function')
    const unshown = functions.filter(
      ({ example, file }) => example === undefined || /\/testing\/|contract/.test(file),
    )
    assert.deepEqual(
      unshown.map(({ name }) => name),
      [],
    )
    assert.ok(functions.length > 50)
  })

  test('has every code of an error with what it means', () => {
    const codesIn = (path: string) => {
      const [, table = ''] =
        pages.find((page) => page.path === path)?.text.split('## Error codes') ?? []
      return new Set([...table.matchAll(/`(\w+)`/g)].map(([, code]) => code))
    }
    const client = codesIn('docs/reference/client.md')
    for (const code of ['c_hash_mismatch', 'nonce_missing', 'code_unexpected', 'request_timed_out'])
      assert.ok(client.has(code), code)
    const guard = codesIn('docs/reference/resource-server.md')
    const declared = exported().find(({ name }) => name === 'AccessErrorCode')?.signature ?? ''
    const all = [...declared.matchAll(/'(\w+)'/g)].map(([, code = '']) => code)
    assert.ok(all.length > 40)
    assert.deepEqual(
      all.filter((code) => !guard.has(code)),
      [],
    )
  })

  for (const name of ['client', 'resource-server'])
    test(`has every code that the README of ${name} says what to do about`, () => {
      const page = pages.find(({ path }) => path === `docs/reference/${name}.md`)
      const [, codes = ''] = page?.text.split('## Error codes') ?? []
      const readme = readFileSync(`packages/${name}/README.md`, 'utf8')
      const [, table = ''] = /^##+ What to do$(.*?)^## /ms.exec(readme) ?? []
      const told = [...table.matchAll(/^\| (`[^|]*)\|/gm)].flatMap(([, cell = '']) => {
        const [first = '', ...others] = [...cell.matchAll(/`(\w+)`/g)].map(([, code = '']) => code)
        return cell.includes(', ') ? [first, ...others] : [first]
      })
      assert.ok(told.length > 9)
      assert.deepEqual(
        told.filter((code) => code !== 'code' && !codes.includes(`\`${code}\``)),
        [],
      )
    })

  test('names no type twice among those that a declaration mentions', () => {
    const lists = pages.flatMap(({ text }) => text.match(/^See .*$/gm) ?? [])
    const names = lists.map((list) => [...list.matchAll(/\[`(\w+)`\]/g)].map(([, name]) => name))
    assert.ok(names.length > 100)
    assert.deepEqual(
      names.filter((all) => new Set(all).size < all.length),
      [],
    )
  })

  test('leads to a heading by every link', () => {
    for (const { path, text } of pages) {
      const addresses = addressesOf(text)
      const links = [...text.matchAll(/\]\(#([^)]*)\)/g)].map(([, to = '']) => to)
      assert.deepEqual(
        links.filter((to) => !addresses.has(to)),
        [],
        path,
      )
    }
  })
})
