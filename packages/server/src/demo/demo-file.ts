import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const CONTENT = z.object({ password: z.string(), client_secret: z.string() })

/** What a demo must be able to tell on every start: secrets that protect nothing but itself. */
export type DemoSecrets = Readonly<z.infer<typeof CONTENT>>

/** What an earlier start has kept; `undefined` when there is none, or it cannot be read. */
export const findDemoSecrets = (path: string): DemoSecrets | undefined => {
  try {
    return CONTENT.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data
  } catch {
    return undefined
  }
}

/** Keeps them where only this user can read them. */
export const keepDemoSecrets = (path: string, secrets: DemoSecrets): void => {
  const draft = `${path}.new`
  writeFileSync(draft, `${JSON.stringify(secrets, undefined, 2)}\n`, { mode: 0o600 })
  renameSync(draft, path)
}
