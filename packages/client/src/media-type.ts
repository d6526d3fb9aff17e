/** The media type of a message, without its parameters, in lower case (RFC 9110 §8.3.1). */
export const mediaTypeOf = (headers: Headers): string | undefined =>
  headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
