import { cureFor, SettingError } from '@gryphon/provider'
import { defineCommand, JSON_OPTION, sourcesOf } from '../command/command.ts'
import { answer, pairsOf } from '../command/show.ts'
import { readSettings } from '../configuration/read-settings.ts'
import { checkFile } from '../open-database.ts'
import { findRefusal, type KeptRefusal } from '../refusals.ts'

/** What an operator wants to know of a refusal: what came in, what was made of it, by which rule, and what to change. */
const viewOf = ({ at, request_id, event }: KeptRefusal) => {
  const { received, description, section, ...told } = {
    received: undefined,
    description: '',
    section: undefined,
    ...event,
  }
  return { at, ...told, request_id, description, section, change: cureFor(description), received }
}

const words = ({ received, ...view }: ReturnType<typeof viewOf>): string =>
  received === undefined
    ? pairsOf(view)
    : `${pairsOf(view)}\n\nWhat came in\n${pairsOf(received)
        .split('\n')
        .map((line) => `  ${line}`)
        .join('\n')}`

/** `gryphon refusal` */
export const refusal = defineCommand({
  name: 'refusal',
  summary:
    'Shows a request that was refused, by the request number of its error page or log line: what came in, the rule, and what to change.',
  args: ['REQUEST_ID'],
  options: { ...JSON_OPTION },
  settings: ['data', 'database.url'],
  examples: ['gryphon refusal fut0wUNQ34dg'],
  run: async (call) => {
    const [request_id = ''] = call.args
    const settings = readSettings(sourcesOf(call))
    checkFile(settings)
    const found = await findRefusal(settings.data, request_id)
    if (found === undefined)
      throw new SettingError(
        'REQUEST_ID',
        `no refusal ${request_id} is kept in ${settings.data}: only the newest are, by the server of that data folder`,
      )
    const view = viewOf(found)
    answer(call, view, words(view))
  },
})
