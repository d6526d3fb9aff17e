import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Exchange, Milestone } from '../flow/step.ts'
import { partsOf, sequenceDiagram, showElapsed } from './diagram.ts'

const exchange = (given: Partial<Exchange>): Exchange => ({
  kind: 'exchange',
  phase: 'front',
  at: 0,
  from: 'browser',
  to: 'application',
  title: 'GET /login',
  carries: '',
  answer: undefined,
  outcome: 'done',
  seen: 'seen',
  request: undefined,
  response: undefined,
  remark: undefined,
  ...given,
})

const known: Milestone = { kind: 'milestone', phase: 'front', at: 2, title: 'Known.', text: 'Jane' }

test('steps stand in the parts of the flow they belong to, in the order in which they happened', () => {
  const steps = [exchange({ at: 1 }), known, exchange({ phase: 'back', at: 4 })]
  assert.deepEqual(
    partsOf(steps).map(({ phase, steps: own }) => [
      phase,
      own.map(({ number, elapsed }) => [number, elapsed]),
    ]),
    [
      [
        'front',
        [
          [1, 0],
          [1, 1],
        ],
      ],
      ['back', [[2, 3]]],
    ],
  )
})

test('an arrow goes from one lifeline to another, and its answer back', async () => {
  const drawn = String(
    await sequenceDiagram([exchange({ from: 'provider', to: 'browser', answer: '200' })]),
  )
  assert.match(drawn, /class="step leftward from-provider to-browser seen done"/)
  assert.match(drawn, /<span class="arrow back"/)
})

test('each step says in words who speaks to whom, and opens to its request and response', async () => {
  const message = { line: 'GET /login', headers: [], fields: [['prompt', 'login']] } as const
  const drawn = String(
    await sequenceDiagram([exchange({ request: message, response: { ...message, line: '303' } })]),
  )
  assert.match(drawn, /Browser to Application: /)
  assert.match(drawn, /<h4>Request<\/h4>[\s\S]*<dt>prompt<\/dt><dd>login<\/dd>/)
  assert.match(drawn, /<h4>Response<\/h4>[\s\S]*<code>303<\/code>/)
})

test('what came from outside is escaped everywhere in the diagram', async () => {
  const evil = '"><script>alert(1)</script>'
  const message = { line: evil, headers: [[evil, evil]], fields: [[evil, evil]] } as const
  const drawn = String(
    await sequenceDiagram([
      exchange({
        title: evil,
        carries: evil,
        answer: evil,
        remark: evil,
        request: message,
        response: message,
      }),
      { ...known, title: evil, text: evil },
    ]),
  )
  assert.doesNotMatch(drawn, /<script/)
})

test('a flow without steps is drawn without steps', () => {
  assert.deepEqual(partsOf([]), [])
})

test('spans of time are shown as people read them', () => {
  assert.equal(showElapsed(0.0124), '12 ms')
  assert.equal(showElapsed(12.34), '12.3 s')
})
