/** Texts of others are shown up to here. */
const LONGEST = 200

/**
 * A text of somebody else's, fit for a message and a line of a log: of bounded length, without what breaks a line or moves
 * a terminal's cursor.
 */
export const printable = (text: string): string =>
  text.slice(0, LONGEST).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
