import { InvalidValueError } from '@gryphon/provider'
import { defineCommand, JSON_OPTION, TENANT_OPTION } from '../command/command.ts'
import { answer, dateOf } from '../command/show.ts'
import { withProvider } from '../command/with-provider.ts'

const DAY = 86_400

const numberOf = (option: string, text: string): number => {
  if (!/^\d{1,15}$/.test(text))
    throw new InvalidValueError(option, `'${text}' is not a whole number, as 3600`)
  return Number(text)
}

const usesOf = (uses: number | undefined): string => {
  if (uses === undefined) return 'Any number of clients'
  return uses === 1 ? 'One client' : `${uses} clients`
}

/** `gryphon client register-token` */
export const clientRegisterToken = defineCommand({
  name: 'client register-token',
  summary:
    'Makes an initial access token: with it applications register themselves (setting registration: token).',
  args: [],
  options: {
    'expires-in': {
      type: 'text',
      value: 'SECONDS',
      meaning: `How long it is good for (default: ${DAY}, a day)`,
    },
    uses: {
      type: 'text',
      value: 'NUMBER',
      meaning: 'How many clients it can register, up to 100 (default: any number)',
    },
    ...TENANT_OPTION,
    ...JSON_OPTION,
  },
  settings: ['data', 'registration'],
  examples: ['gryphon client register-token --uses 1 --expires-in 3600'],
  run: (call) =>
    withProvider(
      call,
      async ({ provider, tenant }) => {
        const { uses: typed, 'expires-in': expires_in = String(DAY) } = call.options
        const uses = typed === undefined ? undefined : numberOf('uses', typed)
        const token = await provider.admin.createInitialAccessToken(tenant.tenant_id, {
          expires_in: numberOf('expires-in', expires_in),
          ...(uses === undefined ? {} : { uses }),
        })
        const words = [
          token.initial_access_token,
          '',
          `${usesOf(uses)} can register with it until ${dateOf(token.expires_at)}.`,
          'No list is kept of such tokens, so it cannot be taken back before: hand it out with care.',
        ]
        answer(call, token, words.join('\n'))
      },
      'made',
    ),
})
