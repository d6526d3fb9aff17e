import fc from 'fast-check'

/** Escapes that are none, or of bytes that are no UTF-8: sent as they stand. */
const RAW = [
  '%',
  '%zz',
  '%ff',
  '%c0%80',
  '%ed%a0%80',
  '%00',
  '%0d%0aSet-Cookie:%20a=b',
  '+',
  '%u0041',
]

/** Values that break what is not careful: sent escaped. */
const NASTY = [
  '',
  ' ',
  '\0',
  '\r\nLocation: https://evil.example',
  '"><script>alert(1)</script>',
  '__proto__',
  'constructor',
  'null',
  '-1',
  '1e400',
  '9'.repeat(400),
  '\u{1f600}\u202e',
  'a'.repeat(5000),
  '[]',
  '{"a":1}',
  'javascript:alert(1)',
  'https://evil.example/callback',
  'https://rp.example/callback/',
  'https://rp.example/callback#x',
  'https://rp.example@evil.example/callback',
  'https://rp.example/callback?a=b',
  '//evil.example',
]

/** One parameter as it is sent: both halves escaped already. */
type Pair = readonly [string, string]

/** A form or query, as text. */
export type FormText = string

const escaped = (text: string) => encodeURIComponent(text)

const nasty: fc.Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...RAW) },
  { weight: 4, arbitrary: fc.constantFrom(...NASTY).map(escaped) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map(escaped) },
)

/** What one name of a form can come as: right, left out, with a value that is not right, or twice. */
type Spoil = (name: string, right: string) => fc.Arbitrary<readonly Pair[]>

const SPOILS: readonly Spoil[] = [
  () => fc.constant([]),
  (name) => nasty.map((value) => [[name, value]]),
  (name) => nasty.map((value) => [[name, value]]),
  (name, right) =>
    nasty.map((value) => [
      [name, right],
      [name, value],
    ]),
]

const strange: fc.Arbitrary<Pair> = fc.tuple(
  fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', '', 'claims', 'unknown'), nasty),
  nasty,
)

/** Names of what is to be wrong: mostly one, so that what comes after it is reached too. */
export const spoiledNames = (names: readonly string[]): fc.Arbitrary<readonly string[]> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant<string[]>([]) },
    { weight: 2, arbitrary: fc.subarray([...names], { minLength: 1, maxLength: 1 }) },
    {
      weight: 1,
      arbitrary: fc.subarray([...names], { maxLength: Math.min(4, names.length) }),
    },
  )

/** Forms over a vocabulary: each name with a value of its list, but for some that are spoiled, and now and then strangers between. */
export const formsOf = (
  vocabulary: Readonly<Record<string, readonly string[]>>,
): fc.Arbitrary<FormText> =>
  spoiledNames(Object.keys(vocabulary))
    .chain((spoiled) => {
      const named = Object.entries(vocabulary).map(([name, values]) =>
        fc
          .constantFrom(...values)
          .map(escaped)
          .chain((right) =>
            spoiled.includes(name)
              ? fc.constantFrom(...SPOILS).chain((spoil) => spoil(name, right))
              : fc.constant<readonly Pair[]>([[name, right]]),
          ),
      )
      const strangers = fc.oneof(
        { weight: 6, arbitrary: fc.constant<readonly Pair[]>([]) },
        { weight: 1, arbitrary: fc.array(strange, { maxLength: 2 }) },
      )
      return fc.tuple(fc.tuple(...named), strangers)
    })
    .map(([named, strangers]) => [...strangers, ...named.flat()])
    .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'))
