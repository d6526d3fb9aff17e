/** What happened to a person's account, for logs and audit. No password, nor a hash of one, is ever in one. */
export type AccountEvent = {
  readonly tenant_id: string
  readonly request_id: string
  readonly sub: string
} & (
  | {
      readonly event: 'account.created'
      /** The client in whose flow the person made it; absent where an operator did. */
      readonly client_id: string | undefined
    }
  | {
      /** With it, every session and grant of the person has ended. */
      readonly event: 'account.password_changed'
    }
)
