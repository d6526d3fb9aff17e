export { type SampleApiOptions, startSampleApi } from './api/start-sample-api.ts'
export type { Registration } from './application.ts'
export { type PlaygroundOptions, startPlayground } from './playground.ts'
export type { Running } from './web/serve.ts'
