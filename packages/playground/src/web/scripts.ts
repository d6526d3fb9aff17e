import { createHash } from 'node:crypto'

/** A script that stands in a page, and the source expression that lets exactly it run (CSP3 §2.3.1). */
export interface InlineScript {
  readonly code: string
  readonly source: string
}

const inlineScript = (code: string): InlineScript => ({
  code,
  source: `'sha256-${createHash('sha256').update(code).digest('base64')}'`,
})

/**
 * Sends the page's form on at once: what the button does, without the press. By the prototype, for a field that is named
 * `submit` would stand in the way.
 */
export const SUBMIT_SCRIPT = inlineScript(
  "HTMLFormElement.prototype.submit.call(document.getElementById('answer'))",
)

/**
 * Reads the Authorization Response out of the fragment, clears it from the address bar and the history, and posts it to
 * the application itself (Multiple Response Types §5: only the browser ever sees a fragment).
 */
export const FRAGMENT_SCRIPT = inlineScript(`
const parameters = new URLSearchParams(location.hash.slice(1));
history.replaceState(null, '', location.pathname);
const form = document.getElementById('answer');
form.append(...[...parameters].map(([name, value]) =>
  Object.assign(document.createElement('input'), { type: 'hidden', name, value })));
if (parameters.has('state')) HTMLFormElement.prototype.submit.call(form);
else document.getElementById('empty').hidden = false;
`)
