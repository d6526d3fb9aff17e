/**
 * The oldest Node.js that the program is written for.
 */
export const NEEDED = 26

/**
 * Which Node.js runs the program: this one, the one that came by npm, or none, with what to do. Reads in any Node.js there is.
 *
 * @param {{ readonly version: string, readonly bundled: string | undefined }} found `process.versions.node`, and the path of the other
 * @returns {{ readonly kind: 'this' } | { readonly kind: 'other', readonly path: string } | { readonly kind: 'none', readonly cure: string }}
 */
export function whichNode({ version, bundled }) {
  if (Number.parseInt(version, 10) >= NEEDED) return { kind: 'this' }
  return bundled === undefined
    ? {
        kind: 'none',
        cure: `Node.js ${NEEDED} or newer is needed, and this is ${version}: run npm ci in the folder of Gryphon, which brings one`,
      }
    : { kind: 'other', path: bundled }
}
