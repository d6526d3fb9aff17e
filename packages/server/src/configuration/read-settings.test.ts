import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { newFolder } from '../testing/new-folder.ts'
import { ConfigurationError } from './configuration-error.ts'
import { readSettings, type Sources } from './read-settings.ts'

const NOTHING: Sources = { flags: new Map(), env: {} }

const fileOf = (content: string) => {
  const path = join(newFolder(), 'gryphon.json')
  writeFileSync(path, content)
  return path
}

const flags = (given: Readonly<Record<string, string>>) => new Map(Object.entries(given))

const problemsOf = (sources: Partial<Sources>): readonly string[] => {
  try {
    readSettings({ ...NOTHING, ...sources })
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

test('with nothing said, the provider listens on this machine alone, with its data in ./data', () => {
  const settings = readSettings(NOTHING)
  assert.equal(settings.host, '127.0.0.1')
  assert.equal(settings.port, 4000)
  assert.equal(settings.data, 'data')
  assert.equal(settings.issuer, undefined)
  assert.equal(settings['lifetimes.code'], 60)
  assert.equal(settings['lifetimes.front_channel_access_token'], 300)
  assert.deepEqual(settings.response_types, [
    'none',
    'code',
    'id_token',
    'id_token token',
    'code id_token',
    'code token',
    'code id_token token',
  ])
  assert.equal(settings.registration, 'off')
  assert.equal(settings['lifetimes.unused_client'], 2_592_000)
})

test('a flag is before a variable, a variable before the file, the file before the default', () => {
  const config = fileOf('{"port": 4001, "host": "0.0.0.0", "data": "of-the-file"}')
  const env = { GRYPHON_PORT: '4002', GRYPHON_HOST: '127.0.0.2' }
  const settings = readSettings({ flags: flags({ config, port: '4003' }), env })
  assert.deepEqual(
    [settings.port, settings.host, settings.data],
    [4003, '127.0.0.2', 'of-the-file'],
  )
})

test('the file can be named by GRYPHON_CONFIG, and nests what has a dot in its name', () => {
  const GRYPHON_CONFIG = fileOf(
    '{"$schema": "x", "lifetimes": {"code": 30}, "log": {"level": "warn"}}',
  )
  const settings = readSettings({ ...NOTHING, env: { GRYPHON_CONFIG } })
  assert.equal(settings['lifetimes.code'], 30)
  assert.equal(settings['log.level'], 'warn')
})

test('a list is separated by commas in flags and variables', () => {
  const settings = readSettings({
    flags: flags({ 'response-types': 'code, code id_token' }),
    env: { GRYPHON_RESPONSE_MODES: 'form_post' },
  })
  assert.deepEqual(settings.response_types, ['code', 'code id_token'])
  assert.deepEqual(settings.response_modes, ['form_post'])
})

test('an empty variable is as one that is not set', () => {
  assert.equal(readSettings({ ...NOTHING, env: { GRYPHON_PORT: '' } }).port, 4000)
})

test('a problem names the setting, where it came from, what was expected and what was found', () => {
  assert.deepEqual(problemsOf({ flags: flags({ port: 'abc' }) }), [
    'port (from --port): expected a whole number from 0 to 65535, found "abc"',
  ])
  assert.deepEqual(problemsOf({ env: { GRYPHON_LOG_LEVEL: 'loud' } }), [
    'log.level (from GRYPHON_LOG_LEVEL): expected one of silent, error, warn, info, debug, found "loud"',
  ])
  const config = fileOf('{"lifetimes": {"code": "60"}}')
  assert.deepEqual(problemsOf({ flags: flags({ config }) }), [
    `lifetimes.code (in ${config}): expected a whole number of seconds from 1 to 600, found "60"`,
  ])
})

test('every problem is told at once', () => {
  assert.equal(problemsOf({ flags: flags({ port: '-1', issuer: 'x' }) }).length, 2)
})

test('an unknown key of the file is refused, with what was meant', () => {
  const config = fileOf('{"isuer": "https://op.example", "lifetimes": {"codes": 60}, "colour": 1}')
  assert.deepEqual(problemsOf({ flags: flags({ config }) }), [
    `isuer (in ${config}): there is no such setting; did you mean issuer?`,
    `lifetimes.codes (in ${config}): there is no such setting; did you mean lifetimes.code?`,
    `colour (in ${config}): there is no such setting`,
  ])
})

test('a variable that is nearly one of ours is refused, any other GRYPHON_ variable left alone', () => {
  const env = {
    GRYPHON_ISUER: 'https://op.example',
    GRYPHON_PORT_4000_TCP: 'tcp://10.0.0.1:4000',
    GRYPHON_API_PORT: '1',
  }
  assert.deepEqual(problemsOf({ env }), [
    'GRYPHON_ISUER: there is no such environment variable; did you mean GRYPHON_ISSUER?',
  ])
})

test('a file that is not there, not JSON, or no object is a problem of its own', () => {
  assert.match(problemsOf({ flags: flags({ config: '/nowhere.json' }) })[0] ?? '', /cannot be read/)
  assert.match(problemsOf({ flags: flags({ config: fileOf('{') }) })[0] ?? '', /is not JSON/)
  assert.match(problemsOf({ flags: flags({ config: fileOf('[]') }) })[0] ?? '', /a JSON object/)
  assert.match(
    problemsOf({ flags: flags({ config: fileOf('{"log": "warn"}') }) })[0] ?? '',
    /^log \(in .*\): expected an object$/,
  )
})

const ISSUERS: readonly (readonly [string, 'taken' | 'refused'])[] = [
  ['https://op.example', 'taken'],
  ['https://op.example:8443', 'taken'],
  ['https://op.example/id', 'refused'],
  ['http://localhost:4000', 'taken'],
  ['http://127.0.0.1:4000', 'taken'],
  ['http://[::1]:4000', 'taken'],
  ['http://op.example', 'refused'],
  ['http://localhost.evil.example', 'refused'],
  ['https://op.example/', 'refused'],
  ['https://op.example?x=1', 'refused'],
  ['https://op.example#x', 'refused'],
  ['https://user@op.example', 'refused'],
  ['HTTPS://OP.example', 'refused'],
  ['ftp://op.example', 'refused'],
  ['op.example', 'refused'],
]

test('an issuer is an https URL of scheme, host and port alone, plain http for this machine only (Discovery §3)', () => {
  for (const [issuer, outcome] of ISSUERS)
    assert.equal(
      problemsOf({ flags: flags({ issuer }) }).length === 0 ? 'taken' : 'refused',
      outcome,
      issuer,
    )
})

test('a certificate needs its key, and an https issuer', () => {
  assert.deepEqual(problemsOf({ flags: flags({ 'tls-cert': 'a.pem' }) }), [
    'tls_cert and tls_key: expected both or neither',
  ])
  const tls = { 'tls-cert': 'a.pem', 'tls-key': 'b.pem', issuer: 'http://localhost:4000' }
  assert.deepEqual(problemsOf({ flags: flags(tls) }), [
    'issuer: expected an https URL, because tls_cert is set',
  ])
})

test('outbound calls stay outside unless someone says true, in words or in JSON', () => {
  assert.equal(readSettings(NOTHING)['outbound.allow_private'], false)
  const config = fileOf('{"outbound": {"allow_private": true, "ca_file": "ca.pem"}}')
  const file = readSettings({ flags: flags({ config }), env: {} })
  assert.deepEqual([file['outbound.allow_private'], file['outbound.ca_file']], [true, 'ca.pem'])
  const flag = readSettings({ flags: flags({ 'outbound-allow-private': 'true' }), env: {} })
  assert.equal(flag['outbound.allow_private'], true)
  assert.deepEqual(problemsOf({ flags: flags({ 'outbound-allow-private': 'yes' }) }), [
    'outbound.allow_private (from --outbound-allow-private): expected true or false, found "yes"',
  ])
})
