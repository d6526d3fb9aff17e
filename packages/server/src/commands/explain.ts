import { type ExplainedStep, InvalidValueError, SettingError } from '@gryphon/provider'
import { defineCommand, JSON_OPTION } from '../command/command.ts'
import { answer } from '../command/show.ts'
import { withProvider } from '../command/with-provider.ts'

const MARKS: Readonly<Record<ExplainedStep['outcome'], string>> = {
  ok: '✔',
  refused: '✖',
  open: '…',
}

const words = (steps: readonly ExplainedStep[]): string => {
  const width = Math.max(0, ...steps.map(({ step }) => step.length))
  return steps
    .map(({ step, outcome, found, rule, change }) => {
      const left = `${MARKS[outcome]} ${step.padEnd(width)}`
      const lines = [rule, ...(change === undefined ? [] : [`to change: ${change}`])]
      return [`${left}  ${found}`, ...lines.map((line) => ' '.repeat(width + 4) + line)].join('\n')
    })
    .join('\n')
}

/** `gryphon explain` */
export const explain = defineCommand({
  name: 'explain',
  summary:
    'Tells what the provider makes of an Authorization Request, and the rule behind each step. Ends with 0 when it would be answered, with 1 when refused.',
  args: ['URL'],
  options: { ...JSON_OPTION },
  settings: ['data', 'issuer', 'port'],
  examples: [
    "gryphon explain 'http://localhost:4000/authorize?client_id=…&response_type=code%20id_token&…'",
  ],
  run: (call) =>
    withProvider(call, async ({ provider }) => {
      const [url = ''] = call.args
      if (!URL.canParse(url))
        throw new InvalidValueError(
          'URL',
          `'${url}' is no URL: give the whole address of the request, in quotes`,
        )
      const steps = await provider.explain(url)
      answer(call, steps, words(steps))
      const refused = steps.find(({ outcome }) => outcome === 'refused')
      if (refused !== undefined)
        throw new SettingError('request', `it would be refused, at the step '${refused.step}'`)
    }),
})
