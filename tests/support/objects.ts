import fc from 'fast-check'
import { spoiledNames } from './vocabulary.ts'

/** A JSON value as text: what is broken as a value is written as it stands. */
export type JsonText = string

/** JSON that breaks what is not careful. */
const NASTY: readonly JsonText[] = [
  'null',
  'true',
  '-1',
  '1e400',
  '9'.repeat(400),
  '""',
  '" "',
  '"\\ud800"',
  '"\\u0000"',
  '"\\r\\nLocation: https://evil.example"',
  '"https://evil.example/callback"',
  '"javascript:alert(1)"',
  '"__proto__"',
  '{"__proto__":{"a":1}}',
  '{"toString":1,"constructor":null}',
  '[]',
  '[[]]',
  '["","",""]',
  '[null]',
  `${'['.repeat(2000)}${']'.repeat(2000)}`,
  JSON.stringify('a'.repeat(5000)),
]

const nasty: fc.Arbitrary<JsonText> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
)

const member = (name: string, value: JsonText) => `${JSON.stringify(name)}:${value}`

/** What one member can come as: left out, with a value that is not right, or twice. */
const spoiled = (name: string, right: JsonText): fc.Arbitrary<readonly string[]> =>
  fc.oneof(
    fc.constant([]),
    nasty.map((value) => [member(name, value)]),
    nasty.map((value) => [member(name, right), member(name, value)]),
  )

const stranger = fc
  .tuple(fc.constantFrom('__proto__', 'constructor', 'toString', '', 'unknown', 'request'), nasty)
  .map(([name, value]) => [member(name, value)])

/** The text of objects over a vocabulary: each name with a value of its list, some spoiled, now and then a stranger between. */
export const objectsOf = (
  vocabulary: Readonly<Record<string, readonly unknown[]>>,
): fc.Arbitrary<JsonText> =>
  spoiledNames(Object.keys(vocabulary))
    .chain((wrong) => {
      const members = Object.entries(vocabulary).map(([name, values]) =>
        fc
          .constantFrom(...values.map((value) => JSON.stringify(value)))
          .chain((right) =>
            wrong.includes(name)
              ? spoiled(name, right)
              : fc.constant<readonly string[]>([member(name, right)]),
          ),
      )
      const strangers = fc.oneof(
        { weight: 6, arbitrary: fc.constant<readonly string[]>([]) },
        { weight: 1, arbitrary: stranger },
      )
      return fc.tuple(strangers, ...members)
    })
    .map((members) => `{${members.flat().join(',')}}`)
