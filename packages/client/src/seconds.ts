/**
 * A whole number of seconds, as a number or in digits; `undefined` for anything else (RFC 6749
 * §5.1).
 */
export const parseSeconds = (value: unknown): number | undefined => {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && /^\d{1,10}$/.test(text) ? Number(text) : undefined
}
