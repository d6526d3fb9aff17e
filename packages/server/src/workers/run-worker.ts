import type { Worker } from 'node:cluster'
import type { Call } from '../command/command.ts'
import type { Settings } from '../configuration/settings.ts'
import { runServer } from '../run-server.ts'
import type { PublishMetrics } from '../telemetry/metrics-listener.ts'
import type { MetricsQuestion, Told } from './messages.ts'

/** Serves as one of several processes: they share the port, and the first process tells of them all. */
export const runWorker = async (
  call: Pick<Call, 'flags' | 'world'>,
  { workers }: Settings,
  worker: Worker,
): Promise<void> => {
  const tell = (told: Told) => void worker.send(told)
  const processors = Math.max(1, Math.floor(call.world.processors / workers))
  try {
    await runServer(
      call,
      async ({ server: { issuer, port } }) => {
        tell({ kind: 'serves', issuer, port })
        return undefined
      },
      { processors, publishMetrics: answering(worker, tell) },
    )
  } finally {
    worker.disconnect()
  }
}

/** The first process asks for metrics whenever somebody asks it. */
const answering =
  (worker: Worker, tell: (told: Told) => void): PublishMetrics =>
  async (_settings, { json }) => {
    const answer = ({ question }: MetricsQuestion) => {
      json().then(
        (metrics) => tell({ kind: 'metrics', question, metrics }),
        () => tell({ kind: 'metrics', question, metrics: [] }),
      )
    }
    worker.on('message', answer)
    return {
      port: undefined,
      close: async () => void worker.off('message', answer),
    }
  }
