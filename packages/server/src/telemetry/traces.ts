import type { HttpRequest } from '@gryphon/provider'
import {
  type Attributes,
  type Context,
  context,
  ProxyTracerProvider,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api'
import { shownPath } from '../http/shown-path.ts'
import type { Watch } from './watch.ts'

const NAME = 'gryphon'

/** The methods that are known; any other is `_OTHER` (OpenTelemetry semantic conventions, HTTP spans). */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'CONNECT', 'TRACE']

/** Where the trace of the caller is, as the propagator that is registered wants it: `traceparent` (W3C Trace Context). */
const HEADERS: TextMapGetter<HttpRequest> = {
  keys: () => propagation.fields(),
  get: (request, name) => request.header(name.toLowerCase()),
}

/** Whether somebody has registered a tracer provider, which an OpenTelemetry SDK does. */
const isTraced = (): boolean => {
  const provider = trace.getTracerProvider()
  return (
    !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(NAME) !== undefined
  )
}

interface Spanned {
  readonly name: string
  readonly kind: SpanKind
  readonly attributes: Attributes
  readonly parent: Context
}

/** Does some work in a span of its own. What a fault says is not told: it may be about a person. */
const inSpan = async <T>(
  { name, parent, ...options }: Spanned,
  work: (span: Span) => Promise<T>,
): Promise<T> => {
  const span = trace.getTracer(NAME).startSpan(name, options, parent)
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span))
  } catch (fault) {
    span.setStatus({ code: SpanStatusCode.ERROR })
    span.setAttribute('error.type', fault instanceof Error ? fault.name : typeof fault)
    throw fault
  } finally {
    span.end()
  }
}

const step = (name: string, attributes: Attributes): Spanned => ({
  name,
  kind: SpanKind.INTERNAL,
  attributes,
  parent: context.active(),
})

const requestSpan = (request: HttpRequest, endpoint: string | undefined): Spanned => {
  const method = METHODS.includes(request.method) ? request.method : '_OTHER'
  return {
    name: endpoint === undefined ? method : `${method} ${endpoint}`,
    kind: SpanKind.SERVER,
    attributes: {
      'http.request.method': method,
      'url.path': shownPath(request.path),
      ...(endpoint === undefined ? {} : { 'http.route': endpoint }),
    },
    parent: propagation.extract(context.active(), request, HEADERS),
  }
}

const WATCH: Watch = {
  request: ({ request, endpoint }, respond) =>
    inSpan(requestSpan(request, endpoint), async (span) => {
      const answer = await respond()
      span.setAttribute('http.response.status_code', answer.status)
      if (answer.status >= 500) {
        span.setStatus({ code: SpanStatusCode.ERROR })
        span.setAttribute('error.type', String(answer.status))
      }
      return answer
    }),
  signature: (alg, sign) => inSpan(step(`sign ${alg}`, { 'gryphon.alg': alg }), sign),
  storeOperation: (operation, work) =>
    inSpan(step(`store ${operation}`, { 'gryphon.store.operation': operation }), work),
}

/**
 * Traces by OpenTelemetry, where an SDK is registered before the server starts; `undefined` otherwise, and then nothing is paid
 * for it. No query, code, token, cookie or body is in a span, and of a path only what `shownPath` shows.
 */
export const openTraces = (): Watch | undefined => (isTraced() ? WATCH : undefined)
