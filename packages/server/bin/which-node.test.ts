import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whichNode } from './which-node.js'

test('the program runs in a Node.js that is new enough, else in the one that came by npm; without one the cure is named', () => {
  const bundled = '/srv/gryphon/node_modules/node/bin/node'
  assert.deepEqual(whichNode({ version: '26.0.0', bundled }), { kind: 'this' })
  assert.deepEqual(whichNode({ version: '27.1.0', bundled: undefined }), { kind: 'this' })
  assert.deepEqual(whichNode({ version: '20.20.2', bundled }), { kind: 'other', path: bundled })
  assert.deepEqual(whichNode({ version: '20.20.2', bundled: undefined }), {
    kind: 'none',
    cure: 'Node.js 26 or newer is needed, and this is 20.20.2: run npm ci in the folder of Gryphon, which brings one',
  })
})
