import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { createHashingThreads } from './hashing-threads.ts'

/** RFC 9106 leaves these to the application: the least that argon2 takes. */
const LEAST = { algorithm: 2, memoryCost: 8, timeCost: 1, parallelism: 1 } as const

const SALT = new Uint8Array(8).fill(7)

/** A thread that does as the password says, and hashes to its own number. */
const OBEDIENT = new URL(
  `data:text/javascript,${encodeURIComponent(`
import { parentPort, threadId } from 'node:worker_threads'
const orders = {
  end: () => process.exit(0),
  break: () => { throw new Error('broken') },
}
parentPort.on('message', ({ password }) => {
  orders[password]?.()
  parentPort.postMessage({ outcome: 'done', result: String(threadId) })
  if (password === 'answer, then break') orders.break()
})
`)}`,
)

const obedient = () => {
  const { hash } = createHashingThreads(OBEDIENT)
  return (password: string) => hash(password, LEAST)
}

test('what one thread has hashed, another verifies', async () => {
  const password_hash = await createHashingThreads().hash('correct horse', { ...LEAST, salt: SALT })
  const { verify } = createHashingThreads()
  assert.equal(await verify(password_hash, 'correct horse'), true)
  assert.equal(await verify(password_hash, 'Correct horse'), false)
})

test('what is no PHC string rejects, without what was given, and the thread goes on', async () => {
  const { hash, verify } = createHashingThreads()
  await assert.rejects(verify('a stored secret', 'correct horse'), {
    message: 'argon2: Decoding failed',
  })
  assert.match(await hash('correct horse', LEAST), /^\$argon2id\$/)
})

test('one after the other is hashed by one thread, two at once by two', async () => {
  const hash = obedient()
  const first = await hash('a')
  assert.equal(await hash('b'), first)
  assert.equal(new Set(await Promise.all([hash('c'), hash('d')])).size, 2)
})

for (const [order, message] of [
  ['end', 'argon2: its thread has ended'],
  ['break', 'broken'],
] as const)
  test(`a thread that dies (${order}) rejects what it was given, and no other`, async () => {
    const hash = obedient()
    const first = await hash('a')
    const [dead, alive] = await Promise.allSettled([hash(order), hash('b')])
    assert.equal(alive.status, 'fulfilled')
    await assert.rejects(
      dead.status === 'rejected' ? Promise.reject(dead.reason) : Promise.resolve(),
      { message },
    )
    assert.notEqual(await hash('c'), first)
  })

test('a thread that dies when it has answered is replaced, and the process goes on', async () => {
  const hash = obedient()
  const first = await hash('a')
  // Its answer and its error come by different ways: either may be here first.
  await Promise.allSettled([hash('answer, then break')])
  const next = async (): Promise<string> => {
    const [hashed] = await Promise.allSettled([hash('b')])
    return hashed.status === 'fulfilled' && hashed.value !== first ? hashed.value : next()
  }
  const another = await next()
  assert.equal(await hash('c'), another)
})

/** The nineteenth field of proc_pid_stat(5), of a thread of this process; of one that has ended, nothing. */
const niceOf = (thread: string) => {
  try {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')')).split(' ')[17])
  } catch {
    return undefined
  }
}

const niceValues = () =>
  new Map(readdirSync('/proc/self/task').map((thread) => [thread, niceOf(thread) ?? 0]))

const skip = process.platform !== 'linux'

test('on Linux the thread that hashes stands back, and no other', { skip }, async () => {
  const before = niceValues()
  await createHashingThreads().hash('correct horse', LEAST)
  const changed = [...niceValues()].filter(([thread, nice]) => nice !== (before.get(thread) ?? 0))
  assert.deepEqual(
    changed.map(([, nice]) => nice),
    [10],
  )
})

test('the process stays until all is hashed, and no longer', { timeout: 120_000 }, async () => {
  const module = new URL('./hashing-threads.ts', import.meta.url)
  const program = `
    import { createHashingThreads } from ${JSON.stringify(module.href)}
    createHashingThreads().hash('correct horse', {}).then(console.log)
  `
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    program,
  ])
  assert.match(stdout, /^\$argon2id\$/)
})
