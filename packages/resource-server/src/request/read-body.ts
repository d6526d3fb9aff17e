/** Reads a body as text; `undefined` when it is longer than `limit` bytes. */
export const readBody = async (
  body: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<string | undefined> => {
  if (body === null) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength
    if (size > limit) {
      await reader.cancel()
      return undefined
    }
    text += decoder.decode(part.value, { stream: true })
  }
  return text + decoder.decode()
}
