/**
 * A store cannot be reached or does not answer in time. What was asked for was not done, or nobody knows whether it was:
 * nothing may be answered as if it had been. Whoever asked is told to come again (RFC 6749 §4.1.2.1
 * `temporarily_unavailable`, RFC 9110 §15.6.4).
 */
export class StoreUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreUnavailable'
  }
}
