import type { RequestParameter } from './transaction.ts'

/** The parameters of a request, as values. */
export type RequestParameters = Readonly<Record<string, RequestParameter>>

/** The parameters of a request as a form or a query has them. */
export type FormParameters = Readonly<Record<string, string | readonly string[]>>

const isTexts = (value: RequestParameter): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')

const asFormValue = (value: Exclude<RequestParameter, undefined>) =>
  typeof value === 'string' || isTexts(value) ? value : JSON.stringify(value)

/** As a query has them: numbers in digits, objects as JSON (Core §5.5, RFC 9396 §2). */
export const asForm = (parameters: RequestParameters): FormParameters =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, asFormValue(value)]],
    ),
  )
