/** What of a `package.json` matters to those who install the package. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, string>>
  readonly [member: string]: unknown
}

const compiled = (file: string) => ({
  types: file.replace(/\.ts$/, '.d.ts'),
  default: file.replace(/\.ts$/, '.js'),
})

/**
 * A `package.json` as it is published: each export leads to JavaScript and its declarations, where in the repository it leads to
 * TypeScript. `npm run runtimes` shows that the oldest Node named is enough.
 */
export const publishedManifest = (manifest: Manifest) => ({
  ...manifest,
  exports: Object.fromEntries(
    Object.entries(manifest.exports).map(([name, file]) => [name, compiled(file)]),
  ),
  files: ['src'],
  engines: { node: '>=22' },
})
