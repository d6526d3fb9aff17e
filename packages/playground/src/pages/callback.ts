import { html, raw } from 'hono/html'
import type { Html } from '../web/html.ts'
import { FRAGMENT_SCRIPT, SUBMIT_SCRIPT } from '../web/scripts.ts'

const hidden = ([name, value]: readonly [string, string]): Html =>
  html`<input type="hidden" name="${name}" value="${value}">`

/**
 * Posts an Authorization Response again, from the application's own site, so that the cookies of the login come with it
 * (Form Post Response Mode §2). Without scripts, the person presses the button.
 */
export const resendPage = (parameters: URLSearchParams): Html => html`
  <div class="narrow">
    <h1>One moment</h1>
    <p>The provider has answered. You are being taken on.</p>
    <form id="answer" method="post" action="/callback/posted">
      ${[...parameters].map(hidden)}
      <button class="button primary" type="submit">Go on</button>
    </form>
  </div>
  <script>${raw(SUBMIT_SCRIPT.code)}</script>`

/** Reads the fragment and posts it to the application. Only a script can: the page says so where none runs. */
export const fragmentPage = (): Html => html`
  <div class="narrow">
    <h1>Reading the answer</h1>
    <noscript>
      <p class="notice bad">The answer stands behind the # of this page’s address, where only a script can read it, and scripts are off. Go back and choose <code>form_post</code>, which needs none.</p>
      <p><a class="button" href="/">Back to the start</a></p>
    </noscript>
    <form id="answer" method="post" action="/callback/fragment"></form>
    <div id="empty" hidden>
      <p>There is no answer in this page’s address. It may have been read already.</p>
      <p><a class="button" href="/">Back to the start</a></p>
    </div>
  </div>
  <script>${raw(FRAGMENT_SCRIPT.code)}</script>`
