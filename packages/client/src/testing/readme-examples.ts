import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

/** The README of this package. */
export const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

const load = async (example: string): Promise<object> => {
  const code = stripTypeScriptTypes(example).replaceAll(
    "'@gryphon/client'",
    `'${import.meta.resolve('@gryphon/client')}'`,
  )
  return import(`data:text/javascript,${encodeURIComponent(code)}`)
}

/** What its examples export, run as they stand there; only those with this text where it is given. */
export const loadExamples = async <Examples>(text = ''): Promise<Partial<Examples>> =>
  Object.assign(
    {},
    ...(await Promise.all(
      [...README.matchAll(/^```ts\n(.*?)^```/gms)]
        .map(([, code = '']) => code)
        .filter((code) => code.includes(text))
        .map(load),
    )),
  )
