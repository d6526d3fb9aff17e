import { ClientError, type FrontChannel, type RelyingParty, type Tokens } from '@gryphon/client'
import type { ApiAnswer } from './login.ts'

/** What one thing did after the code was used twice. */
export interface Finding {
  readonly what: string
  readonly expected: string
  readonly found: string
  /** `told`: nothing to be wrong about; the text says why. */
  readonly verdict: 'as expected' | 'otherwise' | 'told'
  readonly remark: string
}

/** What the attempts are made with. */
export interface Replay {
  readonly rp: RelyingParty
  readonly front: FrontChannel
  readonly current: Tokens
  readonly callApi: (access_token: string) => Promise<ApiAnswer>
  /** Absent where the provider has no introspection endpoint. */
  readonly introspect: ((token: string) => Promise<string>) | undefined
}

interface Attempt {
  readonly what: string
  readonly expected: string
  readonly remark: string
  /** What the library calls the refusal that is expected. */
  readonly run: () => Promise<string>
}

const refusalOf = (error: unknown): string =>
  error instanceof ClientError ? (error.error ?? error.code) : 'no answer'

const nameRefusal = (run: () => Promise<unknown>) => (): Promise<string> =>
  run().then(() => 'accepted', refusalOf)

const replayAttempt = ({ front }: Replay): Attempt => ({
  what: 'The same code, sent again',
  expected: 'invalid_grant',
  remark: 'A code is used once (RFC 6749 §4.1.2). A second use means that two have it.',
  run: nameRefusal(() => front.redeem()),
})

const refreshAttempts = ({ rp, current }: Replay): readonly Attempt[] =>
  current.refresh_token === undefined
    ? []
    : [
        {
          what: 'The refresh token',
          expected: 'invalid_grant',
          remark: 'It came from that code, so it is revoked with it.',
          run: nameRefusal(() =>
            rp.refresh(current.refresh_token ?? '', { claims: current.claims }),
          ),
        },
      ]

const userinfoAttempts = ({ rp, current }: Replay): readonly Attempt[] =>
  current.claims === undefined
    ? []
    : [
        {
          what: 'The access token at userinfo',
          expected: 'invalid_token',
          remark: 'The provider asks its own grant at every request.',
          run: nameRefusal(() => rp.userinfo(current.access_token, current.claims?.sub ?? '')),
        },
      ]

const introspectionAttempts = ({ introspect, front, current }: Replay): readonly Attempt[] =>
  introspect === undefined
    ? []
    : [
        ['The access token, introspected', current.access_token] as const,
        ['The front-channel access token, introspected', front.access_token] as const,
      ].flatMap(([what, token]) =>
        token === undefined
          ? []
          : [
              {
                what,
                expected: 'active: false',
                remark: 'What an API hears that asks the provider (RFC 7662).',
                run: () => introspect(token),
              },
            ],
      )

const makeAttempt = async ({ what, expected, remark, run }: Attempt): Promise<Finding> => {
  const found = await run().catch(() => 'no answer')
  const verdict = found === expected ? 'as expected' : 'otherwise'
  return { what, expected, found, verdict, remark }
}

const apiFinding = async ({ callApi, current }: Replay): Promise<Finding> => ({
  what: 'The access token at the API',
  expected: 'good until it expires',
  found: await callApi(current.access_token).then(
    ({ status }) => `${status}`,
    () => 'no answer',
  ),
  verdict: 'told',
  remark:
    'This API verifies the token by itself and asks nobody, so it cannot know of the revocation: the token ends with its short life. An API that must know at once introspects.',
})

/** Sends the code a second time (RFC 6749 §4.1.2), then tries everything that came from it. Nothing of it throws. */
export const replayCode = async (replay: Replay): Promise<readonly Finding[]> => {
  const attempts = [
    replayAttempt(replay),
    ...refreshAttempts(replay),
    ...userinfoAttempts(replay),
    ...introspectionAttempts(replay),
  ]
  const findings: Finding[] = []
  for (const attempt of attempts) findings.push(await makeAttempt(attempt))
  return [...findings, await apiFinding(replay)]
}
