import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** A file that the pages need, served to everyone. */
export interface Asset {
  readonly content_type: string
  readonly body: string
  /** Its path bears the hash of its content, so it never changes. */
  readonly cache_control: 'public, max-age=31536000, immutable'
}

const readAsset = (name: string, content_type: string) => {
  const body = readFileSync(new URL(name, import.meta.url), 'utf8')
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 12)
  const path = `/assets/${name.replace('.', `.${hash}.`)}`
  const asset: Asset = {
    content_type,
    body,
    cache_control: 'public, max-age=31536000, immutable',
  }
  return { path, asset }
}

const STYLESHEET = readAsset('gryphon.css', 'text/css; charset=utf-8')
const ICON = readAsset('gryphon.svg', 'image/svg+xml')

/** Where the stylesheet is. */
export const STYLESHEET_PATH = STYLESHEET.path

/** Where the browser tab's icon is. */
export const ICON_PATH = ICON.path

/** The files that the pages need, by path from the root of the host. */
export const ASSETS: ReadonlyMap<string, Asset> = new Map(
  [STYLESHEET, ICON].map(({ path, asset }) => [path, asset]),
)
