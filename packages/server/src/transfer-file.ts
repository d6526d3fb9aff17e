import { once } from 'node:events'
import { createReadStream, createWriteStream, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import {
  TRANSFER_KINDS,
  type TransferCounts,
  type TransferRecord,
  type TransferSink,
} from '@gryphon/accounts/transfer'
import { SettingError } from '@gryphon/provider'

/** The form of the file: a line that says what it is and how much there is, and a line for each record. */
const FORM = 1

interface Header {
  readonly gryphon_export: number
  readonly counts: TransferCounts
}

const WHY: Readonly<Record<string, string>> = {
  EEXIST: 'is there already: name another',
  ENOENT: 'cannot be opened: there is no such file or folder',
}

const whyNot = (file: string, fault: unknown): SettingError => {
  const { code, message } = fault as NodeJS.ErrnoException
  const why = WHY[code ?? '']
  return new SettingError('FILE', why === undefined ? `${file}: ${message}` : `${file} ${why}`)
}

/**
 * Writes what a database gives into a file that is not there yet, for its owner only. Where anything fails there is no file.
 * `counted` and `written` are told how far it is.
 */
export async function writeTransfer(
  file: string,
  give: (sink: TransferSink) => Promise<void>,
  told: {
    readonly counted: (counts: TransferCounts) => void
    readonly written: (lines: number) => void
  },
): Promise<void> {
  const stream = createWriteStream(file, { flags: 'wx', mode: 0o600 })
  await once(stream, 'open').catch((fault: unknown) => {
    throw whyNot(file, fault)
  })
  const write = async (line: object) => {
    if (!stream.write(`${JSON.stringify(line)}\n`)) await once(stream, 'drain')
  }
  let lines = 0
  try {
    await give({
      counted: (counts) => {
        told.counted(counts)
        return write({ gryphon_export: FORM, counts } satisfies Header)
      },
      record: (record) => {
        lines += 1
        told.written(lines)
        return write(record)
      },
    })
    await finished(stream.end())
  } catch (fault) {
    stream.destroy()
    rmSync(file)
    throw fault
  }
}

/** A file of records: how many it says there are, and they themselves, each once. Throws `SettingError` for another file. */
export interface TransferFile {
  readonly counts: TransferCounts
  readonly records: AsyncIterable<TransferRecord>
}

/** Opens a file that `writeTransfer` has written. */
export async function readTransfer(file: string): Promise<TransferFile> {
  const input = createReadStream(file)
  await once(input, 'open').catch((fault: unknown) => {
    throw whyNot(file, fault)
  })
  const lines = createInterface({ input })[Symbol.asyncIterator]()
  const { value: first = '' } = await lines.next()
  const { counts } = parseHeader(file, first)
  async function* records() {
    for (let line = 2; ; line += 1) {
      const { done, value } = await lines.next()
      if (done) return
      yield parseRecord(file, line, value)
    }
  }
  return { counts, records: records() }
}

function parseRecord(file: string, line: number, text: string): TransferRecord {
  try {
    const record = JSON.parse(text) as TransferRecord
    if (TRANSFER_KINDS.includes(record.kind)) return record
  } catch {
    // It is told below.
  }
  throw new SettingError('FILE', `${file} is damaged: line ${line} is no record; nothing was kept`)
}

function parseHeader(file: string, line: string): Header {
  try {
    const header = JSON.parse(line) as Header
    if (header.gryphon_export === FORM) return header
  } catch {
    // It is told below.
  }
  throw new SettingError('FILE', `${file} was not written by gryphon export, or by a newer one`)
}
