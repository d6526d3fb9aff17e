/**
 * What the platform gives where the API passes nothing in: the one place that reaches for time,
 * chance and network.
 */
export const PLATFORM = {
  now: () => Math.floor(Date.now() / 1000),
  fetch: (url: string, init: RequestInit) => fetch(url, init),
  random: (octets: number): Uint8Array => crypto.getRandomValues(new Uint8Array(octets)),
  clock_tolerance: 30,
  timeout: 10,
} as const
