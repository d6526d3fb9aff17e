import { parentPort, workerData } from 'node:worker_threads'
import { openFile } from './database-file.ts'
import { commitTogether } from './group-commit.ts'
import { type Write, writesOn } from './writes/writes.ts'

const database = openFile(String(workerData))
const writes = writesOn(database)

parentPort?.on('message', (batch: readonly Write[] | 'close') => {
  if (batch !== 'close') {
    parentPort?.postMessage(commitTogether(database, writes, batch))
    return
  }
  database.close()
  parentPort?.close()
})
parentPort?.postMessage('ready')
