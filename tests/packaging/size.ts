import { bundleFor } from './bundle.ts'
import { installPackages } from './installed-packages.ts'
import { SIZES } from './sizes.ts'

/*
 * npm run size
 *
 * What an import costs an application in a browser: the packages as they are published, bundled by esbuild, `jose` with them.
 */
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10)

const { folder } = await installPackages()
console.log(`${''.padEnd(28)}${'minified'.padStart(10)}${'gzip'.padStart(10)}`)
for (const { what, code } of SIZES) {
  const { size, gzip } = await bundleFor(folder, code)
  console.log(what.padEnd(28) + kilobytes(size) + kilobytes(gzip))
}
