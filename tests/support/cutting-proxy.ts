import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a PostgreSQL server that breaks when it is told to. */
export interface CuttingProxy {
  /** The same database, by this way. */
  readonly url: string
  /** Breaks the connections that are open now, in the middle of the message that comes then: 1 is the next one, of either side. */
  cutAt(message: number): void
  /** Whether it was cut; nothing is cut any more. */
  settle(): boolean
  close(): Promise<void>
}

/** Type and length, which counts itself but not the type (PostgreSQL, Message Formats). */
const HEADER = 5

/** Where the messages of a stream end. The stream begins with one. */
function messageReader() {
  let left: Buffer = Buffer.alloc(0)
  /** The whole messages, with those bytes that came before. */
  return (chunk: Buffer): readonly Buffer[] => {
    left = Buffer.concat([left, chunk])
    const messages: Buffer[] = []
    while (left.length >= HEADER) {
      const length = 1 + left.readInt32BE(1)
      if (left.length < length) break
      messages.push(left.subarray(0, length))
      left = left.subarray(length)
    }
    return messages
  }
}

interface Way {
  cut(): void
  /** From here on messages are counted. */
  watch(): void
}

/** Passes everything on, by messages once it is watched. */
function wayBetween(client: Socket, server: Socket, onMessage: () => 'pass' | 'cut'): Way {
  let isWatched = false
  const cut = () => {
    client.destroy()
    server.destroy()
  }
  const pass = (from: Socket, to: Socket) => {
    const read = messageReader()
    from.on('data', (chunk: Buffer) => {
      if (!isWatched) return void to.write(chunk)
      for (const message of read(chunk)) {
        if (onMessage() === 'pass') to.write(message)
        else {
          // Half of it is on its way when the line breaks.
          to.write(message.subarray(0, message.length >> 1))
          from.pause()
          setImmediate(cut)
          return
        }
      }
    })
    from.on('error', () => undefined)
    from.on('close', () => to.destroy())
  }
  pass(client, server)
  pass(server, client)
  return {
    cut,
    watch: () => {
      isWatched = true
    },
  }
}

/** Starts a proxy before the server of this URL. */
export const startCuttingProxy = async (url: string): Promise<CuttingProxy> => {
  const { hostname, port } = new URL(url)
  const ways = new Set<Way>()
  let left = Number.POSITIVE_INFINITY
  const count = () => {
    left -= 1
    return left === 0 ? 'cut' : 'pass'
  }
  const proxy = createServer((client) => {
    const way = wayBetween(client, connect(Number(port), hostname), count)
    ways.add(way)
    client.on('close', () => ways.delete(way))
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const through = new URL(url)
  through.port = String((proxy.address() as AddressInfo).port)
  return {
    url: through.href,
    cutAt: (message) => {
      left = message
      for (const way of ways) way.watch()
    },
    settle: () => {
      const wasCut = left <= 0
      left = Number.POSITIVE_INFINITY
      return wasCut
    },
    close: async () => {
      for (const way of ways) way.cut()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
