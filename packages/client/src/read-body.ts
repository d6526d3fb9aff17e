import { ClientError } from './errors.ts'

/** Reads a body as text, and no further than `limit` bytes. Throws `ClientError` past them. */
export const readBody = async (
  body: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<string> => {
  if (body === null) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength
    if (size > limit) {
      await reader.cancel()
      throw new ClientError('response_too_large', `the answer is longer than ${limit} bytes`)
    }
    text += decoder.decode(part.value, { stream: true })
  }
  return text + decoder.decode()
}
