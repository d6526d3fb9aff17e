import type { Cores } from '../cores.ts'
import { type Program, type ServerProcess, startProcess } from '../server-process.ts'

/** What is measured: a provider, ours or theirs. */
export interface Subject {
  readonly name: SubjectName
  readonly program: Program
  /** The origin that it calls itself, on a port. */
  readonly origin: (port: number) => string
  readonly paths: Readonly<
    Record<'authorize' | 'token' | 'userinfo' | 'discovery' | 'jwks', string>
  >
  /** Secrets of its clients, by the alg of their ID Tokens. */
  readonly secrets: Readonly<Record<Alg, string>>
  /** Who signs in. */
  readonly people: readonly Person[]
}

/** Gryphon with opaque access tokens, with JWT access tokens, `oidc-provider`, and the bare server that is the floor. */
export const SUBJECTS = ['ours', 'ours_jwt', 'theirs', 'bare'] as const

/** One of them. */
export type SubjectName = (typeof SUBJECTS)[number]

/** The algs that are measured. */
export const ALGS = ['ES256', 'RS256', 'EdDSA'] as const

/** One of them. */
export type Alg = (typeof ALGS)[number]

/** What a person types. */
export interface Person {
  readonly username: string
  readonly password: string
}

/** A subject that runs. */
export interface RunningSubject extends Subject {
  readonly process: ServerProcess
  readonly host: string
}

/** Where clients are answered; nobody listens there. */
export const REDIRECT_URI = 'https://client.example.org/cb'

/** What clients may ask for. */
export const SCOPE = ['openid', 'profile', 'email', 'offline_access'] as const

/** The client whose ID Tokens are signed so. */
export const clientIdOf = (alg: Alg): string => `client-${alg.toLowerCase()}`

/** The metadata of the client whose ID Tokens are signed so, the same at both providers. */
export const clientMetadata = (alg: Alg, client_secret: string) => ({
  client_id: clientIdOf(alg),
  client_secret,
  client_name: 'Example App',
  redirect_uris: [REDIRECT_URI],
  response_types: ['code id_token', 'code id_token token'] as const,
  grant_types: ['authorization_code', 'implicit', 'refresh_token'],
  token_endpoint_auth_method: 'client_secret_basic' as const,
  id_token_signed_response_alg: alg,
})

/** How many people are signed in: a load of one person alone is no load that is met. */
export const PEOPLE = 64

/** Starts a subject on the server's core. */
export const startSubject = async (subject: Subject, cores: Cores): Promise<RunningSubject> => {
  const process = await startProcess(subject.program, cores)
  return { ...subject, process, host: new URL(subject.origin(process.port)).host }
}
