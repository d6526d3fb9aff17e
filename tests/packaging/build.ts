import { rmSync } from 'node:fs'
import { buildPackages, PUBLISHED } from './build-packages.ts'

/*
 * npm run build
 *
 * Writes `dist/protocol`, `dist/client` and `dist/resource-server`, each as `npm publish dist/client` takes it.
 */
rmSync('dist', { recursive: true, force: true })
await buildPackages('dist')
for (const name of PUBLISHED) console.log(`dist/${name}`)
