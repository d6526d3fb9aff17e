import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ResponseType } from '@gryphon/protocol'
import { ClientError, type ClientErrorCode } from './errors.ts'
import { inJwtForm, jwtOf, macWithPublicKey, unsigned } from './testing/jwt-form.ts'
import {
  ACCESS_TOKEN,
  beginLogin,
  CLAIMS,
  CODE,
  formPost,
  responseOf,
  type Tampering,
} from './testing/scene.ts'
import {
  PUBLISHED,
  TAMPERED_ID_TOKENS,
  TAMPERED_RESPONSES,
  type Tampered,
  TYPES_WITH,
} from './testing/tamperings.ts'

/*
 * What comes through the browser: every check, in every response type that has it, with the response as plain parameters
 * and as a JWT. A message is valid but for one thing, and refused for exactly that, before anything is asked of the OP.
 */
const FORMS = {
  form_post: async (parameters: URLSearchParams) => formPost(parameters),
  'form_post.jwt': async (parameters: URLSearchParams) =>
    formPost(
      inJwtForm(await jwtOf(parameters, { claims: { iss: parameters.get('iss') ?? undefined } })),
    ),
} as const

type Form = keyof typeof FORMS

const received = async (
  type: ResponseType,
  form: Form,
  tampering: Tampering,
  { scene = {}, valid = {} }: Pick<Tampered, 'scene' | 'valid'> = {},
) => {
  const { rp, asked, transaction } = await beginLogin(
    type,
    {},
    { answers: PUBLISHED, ...scene, request: { ...scene.request, response_mode: form } },
  )
  const claims = { ...valid, ...tampering.claims }
  const response = await FORMS[form](await responseOf(type, { ...tampering, claims }))
  const front = rp.receive(response, transaction)
  return { front, asked }
}

const refused = (code: ClientErrorCode) => (error: unknown) => {
  assert.ok(error instanceof ClientError, String(error))
  assert.equal(error.code, code, error.stack ?? '')
  assert.notEqual(error.section, undefined)
  return true
}

const refusal = (type: ResponseType, form: Form, { what, tampering, code, ...around }: Tampered) =>
  test(`${type} by ${form}: ${what}: is refused with ${code}`, async () => {
    const { front, asked } = await received(type, form, tampering, around)
    await assert.rejects(front, refused(code))
    assert.deepEqual(
      asked.filter(({ path }) => path !== '/jwks'),
      [],
    )
  })

const forms = Object.keys(FORMS) as readonly Form[]
for (const form of forms) {
  for (const tampered of TAMPERED_RESPONSES)
    for (const type of TYPES_WITH[tampered.with]) refusal(type, form, tampered)
  for (const tampered of TAMPERED_ID_TOKENS)
    for (const type of TYPES_WITH.id_token) refusal(type, form, tampered)
}

for (const { what, scene, valid } of TAMPERED_ID_TOKENS.filter((row) => row.valid !== undefined))
  for (const type of TYPES_WITH.id_token)
    test(`${type}: all is well but for ${what}`, async () => {
      const { front } = await received(
        type,
        'form_post',
        {},
        { scene: scene ?? {}, valid: valid ?? {} },
      )
      assert.equal((await front).claims?.sub, CLAIMS.sub)
    })

for (const type of TYPES_WITH.id_token)
  test(`${type}: RFC 8725 §2.1, §3.2: no signature, and the MAC of a public key, are refused with alg_mismatch`, async () => {
    for (const id_token of [unsigned(CLAIMS), await macWithPublicKey(CLAIMS)]) {
      const { front } = await received(type, 'form_post', { parameters: { id_token } })
      await assert.rejects(front, refused('alg_mismatch'))
    }
  })

// biome-ignore format: a table
const UNASKED: readonly (readonly [parameter: string, value: string, code: ClientErrorCode, types: readonly ResponseType[]])[] = [
  ['code',         CODE,         'code_unexpected',         ['none', 'id_token', 'id_token token']],
  ['access_token', ACCESS_TOKEN, 'access_token_unexpected', ['none', 'code', 'id_token', 'code id_token']],
  ['id_token',     'a.b.c',      'id_token_unexpected',     ['none', 'code', 'code token']],
]

for (const [parameter, value, code, types] of UNASKED)
  for (const type of types) {
    const tampering = { parameters: { [parameter]: value } }
    for (const form of forms)
      refusal(type, form, { what: `Core §3: ${parameter}`, tampering, code })
  }

for (const type of TYPES_WITH.any)
  for (const name of ['state', 'iss', 'code', 'id_token', 'response', 'error'])
    test(`${type}: RFC 6749 §3.1: ${name} twice is refused with parameter_repeated`, async () => {
      const { rp, response, transaction } = await beginLogin(type)
      response.append(name, 'x')
      response.append(name, 'x')
      await assert.rejects(rp.receive(response, transaction), refused('parameter_repeated'))
    })
