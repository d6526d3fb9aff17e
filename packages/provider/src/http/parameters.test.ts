import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { HttpError, type HttpRequest } from './message.ts'
import { parseForm, readParameters } from './parameters.ts'

const read = (text: string) => {
  const parameters = parseForm(text)
  return [Object.fromEntries(parameters), parameters.repeated]
}

// biome-ignore format: a table
const FORMS: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
  ['',                                  {},                                   []],
  ['a=1&b=2',                           { a: '1', b: '2' },                   []],
  ['a=x+y%20z%2B',                      { a: 'x y z+' },                      []],
  ['a=%C3%BC&%C3%BC=b',                 { a: 'ü', ü: 'b' },                   []],
  ['a=&b&=c',                           { '': 'c' },                          []],
  ['a=1&a=2&a=1',                       { a: '1' },                           ['a', 'a']],
  ['a=1&a=',                            { a: '1' },                           []],
  ['%61=1&a=2',                         { a: '1' },                           ['a']],
  ['resource=x&resource=y',             { resource: 'x y' },                  []],
  ['a=%EF%BF%BD',                       { a: '\uFFFD' },                      []],
  ['__proto__=1&constructor=2',         Object.fromEntries([['__proto__', '1'], ['constructor', '2']]), []],
]

test('one value per name; those without a value count as left out (RFC 6749 §3.1)', () => {
  for (const [text, values, repeated] of FORMS)
    assert.deepEqual(read(text), [values, repeated], text)
})

test('broken UTF-8 is refused, not mended', () => {
  for (const text of ['a=%FF', 'a=%C3', 'a=%C3%28', '%E2%82=x', 'a=%ED%A0%80', 'a=%F8%88%80%80%80'])
    assert.throws(() => parseForm(text), { name: 'HttpError', status: 400 }, text)
})

test('any text that is spelled as a form is read as it was', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 1 })),
      (values) => {
        const pairs = Object.entries(values).filter(([name]) => name !== 'resource')
        const parameters = parseForm(String(new URLSearchParams(pairs)))
        assert.deepEqual([...parameters].toSorted(), pairs.toSorted())
      },
    ),
  )
})

const request = (over: Partial<HttpRequest> & { readonly type?: string }): HttpRequest => ({
  method: 'POST',
  path: '/authorize',
  query: 'a=query',
  header: (name) => (name === 'content-type' ? over.type : undefined),
  body: async () => 'a=body',
  ...over,
})

const FORM = 'application/x-www-form-urlencoded'

test('a GET has its parameters in the query, a POST in its form alone (Core §3.1.2.1)', async () => {
  const found = async (over: Parameters<typeof request>[0]) =>
    (await readParameters(request(over))).get('a')
  assert.equal(await found({ method: 'GET' }), 'query')
  assert.equal(await found({ method: 'HEAD' }), 'query')
  assert.equal(await found({ type: FORM }), 'body')
  assert.equal(await found({ type: `${FORM}; charset=UTF-8` }), 'body')
  assert.equal(await found({ type: FORM.toUpperCase() }), 'body')
})

test('a POST that is no form is refused with 415 (RFC 9110 §15.5.16)', async () => {
  const types = [undefined, '', 'application/json', 'text/plain', 'multipart/form-data; boundary=x']
  for (const type of [...types, `${FORM}x`, `text/plain, ${FORM}`])
    await assert.rejects(
      readParameters(request(type === undefined ? {} : { type })),
      (error) => error instanceof HttpError && error.status === 415,
    )
})
