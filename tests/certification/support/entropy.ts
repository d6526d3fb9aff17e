import assert from 'node:assert/strict'

/** Shannon entropy of a text, in bits, as the suite measures it: of how often each character is there. */
export const shannonEntropy = (text: string): number => {
  const counts = new Map<string, number>()
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1)
  const each = [...counts.values()].map((count) => count / text.length)
  return text.length * -each.reduce((sum, part) => sum + part * Math.log2(part), 0)
}

/** A code or token: 128 bits long, and over 96 bits of it cannot be guessed. */
export const checkEntropy = (value: string) => {
  assert.ok(value.length * 8 >= 128, `${value.length} characters`)
  assert.ok(shannonEntropy(value) > 96, `${shannonEntropy(value)} bits`)
}
