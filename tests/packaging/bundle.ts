import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** What a bundler makes for a browser of what is imported, and of what it is made. */
export interface Bundle {
  readonly code: string
  /** Every module in it, by path. */
  readonly modules: readonly string[]
  /** In bytes, minified. */
  readonly size: number
  /** In bytes, minified and compressed by gzip. */
  readonly gzip: number
}

/**
 * Bundles and minifies a module for browsers, as an application that has installed the packages in `folder` would. Rejects where something
 * in it is not for browsers.
 */
export const bundleFor = async (folder: string, contents: string): Promise<Bundle> => {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    write: false,
    metafile: true,
    absWorkingDir: folder,
    logLevel: 'silent',
  })
  const [output] = outputFiles
  if (output === undefined) throw new Error('the bundler has made nothing')
  const { text: code, contents: bytes } = output
  const modules = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? path : [])),
  )
  return { code, modules, size: bytes.length, gzip: gzipSync(bytes).length }
}
