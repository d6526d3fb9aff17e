import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trace } from '@opentelemetry/api'
import { openTraces } from './traces.ts'

test('nothing watches where no SDK is registered; once one is, something does', () => {
  assert.equal(openTraces(), undefined)
  const tracer = trace.getTracer('of a test')
  trace.setGlobalTracerProvider({ getTracer: () => tracer })
  assert.notEqual(openTraces(), undefined)
})
