import { sha256 } from './digest.ts'
import { invalidToken } from './errors.ts'
import type { ApiRequest } from './request/api-request.ts'

/** How an API sees the certificates of its clients (RFC 8705 §3). */
export interface MtlsConfig {
  /**
   * The client's certificate: DER, or text with it in base64 (PEM, a `Client-Cert` header of RFC 9440, or either percent-encoded).
   * Left out where Node ends the TLS connection itself. A proxy that ends it must set the header on every
   * request, and so take away what a client wrote there.
   */
  readonly certificate?: (request: ApiRequest) => Uint8Array | string | undefined
  /** Whether tokens that are not bound to a certificate are good too; `accept`. */
  readonly unbound?: 'accept' | 'refuse'
}

const percentDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

/**
 * The DER of a certificate in text: PEM, or a byte sequence of RFC 9440 §2.1. Of two header fields, which come joined by a
 * comma (RFC 9110 §5.3), one is the client's own: then neither counts.
 */
const derOf = (text: string): Uint8Array | undefined => {
  const certificates = percentDecoded(text)
  if (certificates.includes(',')) return undefined
  const [first = ''] = certificates.split('-----END', 1)
  const base64 = first.replace(/-----BEGIN[^-]*-----/, '').replace(/^\s*:|:\s*$|\s/g, '')
  if (base64 === '') return undefined
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

const certificateOf = (request: ApiRequest, { certificate }: MtlsConfig) => {
  const given = certificate === undefined ? request.certificate?.() : certificate(request)
  return typeof given === 'string' ? derOf(given) : given
}

/** Throws `AccessError` unless the client showed the certificate of this thumbprint (RFC 8705 §3). */
export const checkCertificate = async (
  request: ApiRequest,
  thumbprint: unknown,
  config: MtlsConfig,
): Promise<void> => {
  const certificate = certificateOf(request, config)
  if (certificate === undefined)
    throw invalidToken('certificate_missing', 'the access token is bound to a certificate', {
      section: 'RFC 8705 §3',
    })
  if ((await sha256(certificate)) !== thumbprint)
    throw invalidToken('certificate_mismatch', 'the access token is bound to another certificate', {
      section: 'RFC 8705 §3',
    })
}
