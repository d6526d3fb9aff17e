import { type Browser, chromium } from 'playwright-core'
import { findChromium } from './chromium.ts'

/**
 * Containers run as root, without a sandbox and with a small /dev/shm. Nothing but this machine is reached: every other name leads
 * nowhere. What makes a browser a browser stays as it is: a process for each site, the same-origin policy, SameSite.
 */
const ARGS = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--font-render-hinting=none',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
]

/** Starts a browser without a screen. */
export const launchBrowser = async (): Promise<Browser> => {
  const { executablePath, env } = await findChromium()
  return chromium.launch({ executablePath, args: ARGS, env: { ...process.env, ...env } })
}
