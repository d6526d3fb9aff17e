import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SETTINGS } from '../configuration/settings.ts'
import { settingsHelp } from './help.ts'

test('the help of the settings says what each may be, and what it is when nobody says', () => {
  const help = settingsHelp().replaceAll(/\s+/g, ' ')
  assert.ok(help.includes('or anybody. Expected: one of off, token, open; default: off'))
  assert.ok(
    help.includes(
      '0 for any that is free. Expected: a whole number from 0 to 65535; default: 4000',
    ),
  )
  assert.ok(help.includes('without a proxy in front. Expected: a path'))
  for (const { expected } of Object.values(SETTINGS)) assert.ok(help.includes(expected), expected)
})
