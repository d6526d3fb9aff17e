import type { ClientOptions } from './options.ts'

/**
 * What the platform gives where the application passes nothing in: the one place that reaches for
 * time, chance and network.
 */
export const PLATFORM = {
  now: () => Math.floor(Date.now() / 1000),
  random: (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes)),
  fetch: (url: string, init: RequestInit) => fetch(url, init),
  clock_tolerance: 30,
  timeout: 10,
} as const satisfies ClientOptions
