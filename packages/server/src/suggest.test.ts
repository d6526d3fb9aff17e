import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closest, didYouMean } from './suggest.ts'

const KNOWN = ['issuer', 'port', 'data', 'lifetimes.access_token']

test('a slip of a letter or two is understood', () => {
  assert.equal(closest('isuer', KNOWN), 'issuer')
  assert.equal(closest('issuerr', KNOWN), 'issuer')
  assert.equal(closest('prot', ['port', 'production']), undefined)
  assert.equal(closest('lifetimes.accesstoken', KNOWN), 'lifetimes.access_token')
})

test('what comes near nothing has no suggestion', () => {
  assert.equal(closest('colour', KNOWN), undefined)
  assert.equal(didYouMean('colour', KNOWN), '')
  assert.equal(didYouMean('isuer', KNOWN), '; did you mean issuer?')
})
