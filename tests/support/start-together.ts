interface Closable {
  close(): Promise<void>
}

/** Waits for two that are being started; where one could not be, the other is closed again. */
export const startTogether = async <One extends Closable, Other extends Closable>(
  one: Promise<One>,
  other: Promise<Other>,
): Promise<readonly [One, Other]> => {
  try {
    return await Promise.all([one, other])
  } catch (error) {
    for (const ended of await Promise.allSettled([one, other]))
      if (ended.status === 'fulfilled') await ended.value.close()
    throw error
  }
}
