import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvalidValueError, SettingError } from '@gryphon/provider'
import { ConfigurationError } from '../configuration/configuration-error.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { runCommand } from './run.ts'
import type { World } from './world.ts'

/** A world that keeps what it is told. */
const recording = () => {
  const out: string[] = []
  const err: string[] = []
  const world: World = {
    program: 'gryphon',
    version: '1.2.3',
    env: {},
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    isTerminal: false,
    now: () => 0,
    random: (bytes) => new Uint8Array(bytes),
    processors: 1,
    readInput: async () => '',
    status: () => undefined,
    askSecret: async () => undefined,
    whenStopped: async () => undefined,
  }
  return { out, err, world }
}

const bookAdd = defineCommand({
  name: 'book add',
  summary: 'Adds a book.',
  args: ['TITLE'],
  options: {
    author: { type: 'text', value: 'NAME', meaning: 'Who wrote it', isRequired: true },
    tag: { type: 'list', value: 'WORD', meaning: 'What it is about' },
    lent: { type: 'flag', meaning: 'It is lent' },
    ...JSON_OPTION,
  },
  settings: ['port'],
  examples: ['gryphon book add Emma --author Austen'],
  run: async ({ args, options, flags, world }) => {
    world.out(JSON.stringify({ args, ...options, flags: [...flags] }))
  },
})

const bookList = defineCommand({
  name: 'book list',
  summary: 'Lists the books.',
  args: [],
  options: {},
  settings: [],
  examples: ['gryphon book list'],
  run: async () => {
    throw new SettingError('shelf', 'there is none: add one')
  },
})

const start = defineCommand({
  name: '',
  summary: 'Starts.',
  args: [],
  options: {},
  settings: [],
  examples: ['gryphon'],
  run: async ({ flags, world }) => world.out(`started ${flags.get('port') ?? ''}`.trim()),
})

const COMMANDS = [start, bookAdd, bookList]

const run = async (...words: readonly string[]) => {
  const { out, err, world } = recording()
  const code = await runCommand(COMMANDS, words, world)
  return { code, out: out.join('\n'), err: err.join('\n') }
}

test('no word is the command without a name, options or not', async () => {
  assert.deepEqual(await run(), { code: 0, out: 'started', err: '' })
  assert.deepEqual(await run('--port', '1'), { code: 0, out: 'started 1', err: '' })
})

test('a command is given its arguments, its options and the settings', async () => {
  const words = ['Emma', '--author', 'Austen', '--tag=a', '--tag', 'b', '--lent', '--port', '5']
  assert.deepEqual(await run('book', 'add', ...words), {
    code: 0,
    out: '{"args":["Emma"],"author":"Austen","tag":["a","b"],"lent":true,"json":false,"flags":[["port","5"]]}',
    err: '',
  })
})

const MISTAKES: readonly (readonly [words: string, complaint: string, help: string])[] = [
  ['boook add', "there is no command 'boook'; did you mean book?", 'gryphon help'],
  ['zebra', "there is no command 'zebra'", 'gryphon help'],
  ['book ad x', "'book' is followed by one of add, list; did you mean book add?", 'gryphon help'],
  ['book add', 'book add needs TITLE', 'gryphon book add --help'],
  ['book add Emma', '--author is needed', 'gryphon book add --help'],
  ['book add a b --author c', "'b' is one argument too many", 'gryphon book add --help'],
  [
    'book add a --autor c',
    'there is no option --autor; did you mean --author?',
    'gryphon book add --help',
  ],
  ['book add a --author', '--author needs a value', 'gryphon book add --help'],
  ['book add a --author --lent', '--author needs a value', 'gryphon book add --help'],
  ['book add a --author b --lent=yes', '--lent takes no value', 'gryphon book add --help'],
  ['book add a --author b --author c', '--author was given twice', 'gryphon book add --help'],
  ['-x', 'there is no option -x', 'gryphon --help'],
]

test('what is not understood is told with what may have been meant, where help is, and code 2', async () => {
  for (const [words, complaint, help] of MISTAKES)
    assert.deepEqual(
      await run(...words.split(' ')),
      { code: 2, out: '', err: `gryphon: ${complaint}\nFor help: ${help}` },
      words,
    )
})

test('what cannot be done is told with its setting and the cure, and code 1', async () => {
  const { world, err } = recording()
  assert.equal(await runCommand(COMMANDS, ['book', 'list', '--port', '1'], world), 1)
  assert.deepEqual(err, ['gryphon: shelf: there is none: add one'])
})

test('a value that cannot be, whatever there is, is not understood: code 2', async () => {
  const { world, err } = recording()
  const command = defineCommand({
    ...start,
    run: async () => {
      throw new InvalidValueError('shelf', "'up' is no number, as 3")
    },
  })
  assert.equal(await runCommand([command], [], world), 2)
  assert.deepEqual(err, ["gryphon: shelf: 'up' is no number, as 3"])
})

test('settings that cannot be used are told all at once, and code 2', async () => {
  const { world, err } = recording()
  const command = defineCommand({
    ...start,
    run: async () => {
      throw new ConfigurationError(['port: no', 'host: no'])
    },
  })
  assert.equal(await runCommand([command], [], world), 2)
  assert.deepEqual(err, [
    'gryphon: these settings cannot be used',
    '  port: no',
    '  host: no',
    'For help: gryphon help settings',
  ])
})

test('--version is the version', async () => {
  assert.deepEqual(await run('--version'), { code: 0, out: '1.2.3', err: '' })
})

test('the help of a command has its usage, its options, its settings and an example', async () => {
  const { code, out } = await run('book', 'add', '--help')
  assert.equal(code, 0)
  for (const part of [
    'Adds a book.',
    'gryphon book add TITLE [options]',
    '--author NAME',
    'Who wrote it (needed)',
    'What it is about; may be repeated',
    '--port VALUE',
    'default: 4000',
    'gryphon book add Emma --author Austen',
  ])
    assert.ok(out.includes(part), part)
  assert.equal((await run('help', 'book', 'add')).out, out)
  assert.equal((await run('book', 'add', 'x', '-h')).out, out)
})

test('the help of the whole lists every command, that of a family those of it', async () => {
  for (const words of [['help'], ['--help'], ['-h']])
    assert.match((await run(...words)).out, /book add TITLE\s+Adds a book\n\s+book list\s+Lists/)
  for (const words of [['book'], ['book', '--help'], ['help', 'book']]) {
    const { out } = await run(...words)
    assert.match(out, /book list\s+Lists the books/)
    assert.doesNotMatch(out, /Starts/)
  }
})

test('the help of the settings has each by its three names', async () => {
  const { out } = await run('help', 'settings')
  assert.match(out, /lifetimes\.code {2}--lifetimes-code {2}GRYPHON_LIFETIMES_CODE\n/)
})
