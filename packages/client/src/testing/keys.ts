import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** A key pair of an OP in tests, as it signs and as it is published. */
export const createTestKey = async (alg: string, kid: string | undefined = alg) => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), alg, use: 'sig', ...(kid && { kid }) }
  const sign = (
    claims: Readonly<Record<string, unknown>>,
    header: Readonly<Record<string, unknown>> = {},
  ) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg, ...(kid && { kid }), ...header })
      .sign(privateKey, { crit: { extension: true } })
  return { alg, jwk, privateKey, sign }
}

/** A key pair of an OP in tests. */
export type TestKey = Awaited<ReturnType<typeof createTestKey>>
