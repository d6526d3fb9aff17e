import assert from 'node:assert/strict'
import { whereOf } from '../support/authorization-response.ts'
import { landingOf, pageOf, type Visit } from '../support/browser.ts'
import { signed } from '../support/client-key.ts'
import type { Flow } from '../support/flow.ts'
import { listIn } from '../support/http.ts'
import { logIn } from '../support/login.ts'
import type { Module } from '../support/module.ts'
import {
  type Asked,
  authorizeUrl,
  type Request,
  randomText,
  requestOf,
} from '../support/request.ts'

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A request object that nobody signed (RFC 7519 §6). */
const unsigned = (claims: object) => `${encoded({ alg: 'none' })}.${encoded(claims)}.`

/** What is beside a request object: duplicates of what must be there (Core §6.1). */
const outerOf = ({ client_id, response_type, scope, redirect_uri }: Request): Asked => ({
  ...{ client_id, response_type, scope, redirect_uri },
  ...{ state: undefined, nonce: undefined, response_mode: undefined },
})

/** The suite skips a module about unsigned objects where they are not advertised. */
const checkUnsignedIsNotAdvertised = ({ discovered }: Flow) => {
  const algs = listIn(discovered.metadata, 'request_object_signing_alg_values_supported')
  assert.equal(algs.includes('none'), false)
  assert.ok(algs.includes('RS256'))
}

const REFUSALS = ['invalid_request_object', 'request_not_supported', 'request_uri_not_supported']

const checkRefused = (flow: Flow, visit: Visit) => {
  assert.deepEqual(visit.shown, [])
  const { parameters, where } = landingOf(visit)
  assert.ok(REFUSALS.includes(parameters.get('error') ?? ''), String(parameters))
  // response_mode was inside the object, and nothing inside counts.
  assert.equal(where, whereOf({ ...flow.variant, response_mode: 'default' }))
}

/** Request objects: signed ones only. */
export const REQUEST_OBJECTS: readonly Module[] = [
  {
    module: 'oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported',
    verdict: 'SKIPPED',
    checks: 'none is not advertised; an unsigned object at a request_uri is refused',
    applies: ({ registration }) => registration === 'dynamic',
    run: async (flow) => {
      checkUnsignedIsNotAdvertised(flow)
      const { suite } = flow.provider
      const request = requestOf(flow)
      const path = `/request-objects/${randomText(10)}`
      const request_uri = suite.serve(path, {
        body: unsigned(request),
        content_type: 'application/jwt',
      })
      const asked = requestOf(flow, { ...outerOf(request), request_uri })
      checkRefused(flow, await flow.browser.visit(authorizeUrl(flow, asked)))
      assert.equal(suite.hits(path).length, 1)
    },
  },
  {
    module: 'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported',
    verdict: 'SKIPPED',
    checks:
      'none is not advertised; an unsigned object is refused; request_parameter_supported is true, and a signed one counts',
    run: async (flow) => {
      checkUnsignedIsNotAdvertised(flow)
      assert.equal(flow.discovered.metadata.request_parameter_supported, true)
      const request = requestOf(flow)
      const asked = requestOf(flow, { ...outerOf(request), request: unsigned(request) })
      checkRefused(flow, await flow.browser.visit(authorizeUrl(flow, asked)))
      await logIn(flow, { ...outerOf(request), request: await signed(request) }, { meant: request })
    },
  },
  {
    module: 'oidcc-ensure-request-object-with-redirect-uri',
    verdict: 'SKIPPED',
    checks:
      'a redirect_uri beside an unsigned object that is not registered: a page; inside a signed object the right one wins over it',
    run: async (flow) => {
      checkUnsignedIsNotAdvertised(flow)
      const request = requestOf(flow)
      const redirect_uri = `${flow.client.redirect_uri}/${randomText(10)}`
      const outer = { ...outerOf(request), redirect_uri }
      const asked = requestOf(flow, { ...outer, request: unsigned(request) })
      assert.equal(pageOf(await flow.browser.visit(authorizeUrl(flow, asked))).status, 400)
      await logIn(flow, { ...outer, request: await signed(request) }, { meant: request })
    },
  },
]
