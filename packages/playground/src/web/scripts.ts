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

/** Sends the page's form on at once: what the button does, without the press. */
export const SUBMIT_SCRIPT = inlineScript("document.getElementById('answer').submit()")

/**
 * Reads the Authorization Response out of the fragment, clears it from the address bar and the history, and posts it to
 * the application itself (Multiple Response Types §5: only the browser ever sees a fragment).
 */
export const FRAGMENT_SCRIPT = inlineScript(`
const parameters = new URLSearchParams(location.hash.slice(1));
history.replaceState(null, '', location.pathname);
const form = document.getElementById('answer');
for (const [name, value] of parameters) {
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = name;
  field.value = value;
  form.append(field);
}
if (parameters.has('state') || parameters.has('error')) form.submit();
else document.getElementById('empty').hidden = false;
`)
