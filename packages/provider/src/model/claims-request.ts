/** How a claim is asked for (Core §5.5.1); `null` in the request is an empty one here. */
export interface ClaimRequest {
  readonly essential?: boolean
  readonly value?: unknown
  readonly values?: readonly unknown[]
}

/** What the `claims` parameter asks for (Core §5.5). */
export interface ClaimsRequest {
  readonly userinfo: Readonly<Record<string, ClaimRequest>>
  readonly id_token: Readonly<Record<string, ClaimRequest>>
}
