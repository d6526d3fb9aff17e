import assert from 'node:assert/strict'
import { checkError, whereOf } from '../support/authorization-response.ts'
import { landingOf, pageOf } from '../support/browser.ts'
import type { Flow } from '../support/flow.ts'
import type { Module } from '../support/module.ts'
import { type Asked, authorizeUrl, randomText, requestOf } from '../support/request.ts'
import { asksFor } from '../support/variant.ts'

const visitWith = async (flow: Flow, over: Asked) => {
  const request = requestOf(flow, over)
  return { request, visit: await flow.browser.visit(authorizeUrl(flow, request)) }
}

/** Requests that must be refused, and where the refusal goes. */
export const ERRORS: readonly Module[] = [
  {
    module: 'oidcc-response-type-missing',
    checks:
      'unsupported_response_type or invalid_request, with state; in the query, for there is no response_type, or by form_post',
    run: async (flow) => {
      const { request, visit } = await visitWith(flow, { response_type: undefined })
      checkError(flow, landingOf(visit), {
        request,
        where: flow.variant.response_mode === 'form_post' ? 'form_post' : 'query',
        errors: ['unsupported_response_type', 'invalid_request'],
      })
    },
  },
  {
    module: 'oidcc-ensure-request-without-nonce-fails',
    checks: 'an ID Token in front needs a nonce: invalid_request in the fragment, with state',
    applies: (variant) => asksFor(variant, 'id_token'),
    run: async (flow) => {
      const { request, visit } = await visitWith(flow, { nonce: undefined })
      const errors = ['invalid_request']
      checkError(flow, landingOf(visit), { request, where: whereOf(flow.variant), errors })
    },
  },
  {
    module: 'oidcc-prompt-none-not-logged-in',
    checks: 'login_required or its like at once; a state of 128 characters comes back unchanged',
    run: async (flow) => {
      const state = randomText(128)
      const { request, visit } = await visitWith(flow, { prompt: 'none', state })
      assert.deepEqual(visit.shown, [])
      const errors = [
        ...['login_required', 'interaction_required'],
        ...['account_selection_required', 'consent_required'],
      ]
      checkError(flow, landingOf(visit), { request, where: whereOf(flow.variant), errors })
      assert.equal(landingOf(visit).parameters.get('state'), state)
    },
  },
  {
    module: 'oidcc-ensure-registered-redirect-uri',
    verdict: 'REVIEW',
    checks: 'an unregistered redirect_uri is told on a page of our own, and not redirected to',
    run: async (flow) => {
      const redirect_uri = `${flow.client.redirect_uri}/${randomText(10)}`
      const { visit } = await visitWith(flow, { redirect_uri })
      assert.equal(pageOf(visit).status, 400)
      assert.deepEqual(visit.shown, [])
    },
  },
]
