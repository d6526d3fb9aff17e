/** What an application imports, and how many bytes it may cost it at most: minified and compressed by gzip, `jose` with it. */
export interface Size {
  readonly what: string
  readonly code: string
  readonly at_most: number
}

const from = (names: string, module: string) => `export { ${names} } from '${module}'`

// biome-ignore format: a table
export const SIZES: readonly Size[] = [
  { what: 'createClient',                code: from('createClient', '@gryphon/client'),                      at_most: 28_000 },
  { what: 'discoverClient',              code: from('discoverClient', '@gryphon/client'),                    at_most: 28_000 },
  { what: 'clientSecretBasic',           code: from('clientSecretBasic', '@gryphon/client'),                 at_most: 1_000 },
  { what: 'everything of client',        code: `export * from '@gryphon/client'`,                            at_most: 31_000 },
  { what: 'gryphonLogin for Hono',       code: from('gryphonLogin, requiresLogin', '@gryphon/client/hono'),  at_most: 38_000 },
  { what: 'createVerifier',              code: from('createVerifier', '@gryphon/resource-server'),           at_most: 20_500 },
  { what: 'everything of the guard',     code: `export * from '@gryphon/resource-server'`,                   at_most: 20_500 },
  { what: 'parseResponseType',           code: from('parseResponseType', '@gryphon/protocol'),               at_most:   500 },
]
