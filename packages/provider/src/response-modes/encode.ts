import type { HttpResponse } from '../http/message.ts'
import type { ReturnAddress } from '../model/request.ts'

/** The parameters of an Authorization Response, `state` and `iss` among them. */
export type AuthorizationResponse = Readonly<Record<string, string | number>>

/** Puts an Authorization Response on its way; what a person may see of it is in the first of their languages that we speak. */
export type Encode = (
  to: ReturnAddress,
  parameters: AuthorizationResponse,
  languages?: readonly string[],
) => HttpResponse

/** The parameters as `application/x-www-form-urlencoded` text. */
export const formText = (parameters: AuthorizationResponse): string =>
  new URLSearchParams(
    Object.entries(parameters).map(([name, value]) => [name, String(value)]),
  ).toString()
