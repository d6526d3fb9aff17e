import assert from 'node:assert/strict'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { Credentials } from './whole.ts'

/** Somebody with a browser of their own, cookies and all. */
export interface Visitor {
  readonly context: BrowserContext
  readonly page: Page
  /** Another tab of the same browser. */
  openTab(): Promise<Page>
  /** Closes the browser; fails when a page broke its Content-Security-Policy, threw, or complained on the console. */
  leave(): Promise<void>
}

/** A page that is answered with 4xx on purpose is no fault. */
const isFault = (text: string) => !/^Failed to load resource: .* status of 4\d\d/.test(text)

/** How long anything on a page may take, in milliseconds, on a machine that does much else. */
const PATIENCE = 30_000

/** Opens a browser that has been nowhere yet. */
export const newVisitor = async (
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Visitor> => {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(PATIENCE)
  const complaints: string[] = []
  context.on('console', (message) => {
    const { url } = message.location()
    if (['error', 'warning'].includes(message.type()) && isFault(message.text()))
      complaints.push(`${url.split('?')[0]}: ${message.text()}`)
  })
  context.on('weberror', (error) => complaints.push(String(error.error())))
  context.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`)
    dialog.dismiss()
  })
  return {
    context,
    page: await context.newPage(),
    openTab: () => context.newPage(),
    leave: async () => {
      await context.close()
      assert.deepEqual(complaints, [])
    },
  }
}

/** What is chosen on the start page of the playground; the rest stays as it is. */
export interface Chosen {
  readonly response_type?: string
  readonly response_mode?: string
  readonly prompt?: string
}

/** Chooses how to log in on the playground's start page, and clicks *Log in*. */
export const clickLogIn = async (page: Page, playground: string, chosen: Chosen = {}) => {
  const { response_type = 'code id_token', response_mode = 'form_post', prompt = '' } = chosen
  await page.goto(playground)
  await page.locator(`input[name="response_type"][value="${response_type}"]`).check()
  await page.locator(`input[name="response_mode"][value="${response_mode}"]`).check()
  await page.locator('select[name="prompt"]').selectOption(prompt)
  await page.getByRole('main').getByRole('button', { name: 'Log in', exact: true }).click()
}

/** Fills in the sign-in form and sends it. */
export const signIn = async (page: Page, { username, password }: Credentials) => {
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** The button of the consent page that gives it. */
export const allowButton = (page: Page) => page.getByRole('button', { name: 'Allow' })

/** Waits until the application shows a login. */
export const arrive = (page: Page, playground: string) =>
  page.waitForURL(new RegExp(`^${playground}/logins/[\\w-]+$`))

/** The whole of a first login: choose, sign in, allow, arrive. */
export const logIn = async (
  page: Page,
  playground: string,
  { person, ...chosen }: Chosen & { readonly person: Credentials },
) => {
  await clickLogIn(page, playground, chosen)
  await signIn(page, person)
  await allowButton(page).click()
  await arrive(page, playground)
}

/** A line of the application's table of checks. */
export interface ShownCheck {
  readonly group: string
  readonly check: string
  readonly outcome: string
}

/** Every check that the application shows. */
export const shownChecks = (page: Page): Promise<readonly ShownCheck[]> =>
  page.locator('table.checks tbody tr:not(.group)').evaluateAll((rows) =>
    rows.map((row) => ({
      group: row.parentElement?.querySelector('.group')?.textContent?.trim() ?? '',
      check: row.querySelector('th')?.textContent?.trim() ?? '',
      outcome: row.className,
    })),
  )
