/** A duration in seconds, or a time in seconds since 1970-01-01T00:00:00Z (JWT NumericDate, RFC 7519 §2). */
export type Seconds = number
