import { API_SCOPES, type Choice } from './choice.ts'

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const option = (name: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [`  ${name}: ${value},`]

const requestOptions = (choice: Choice, resource: string): readonly string[] => [
  `  response_type: ${quoted(choice.response_type)},`,
  `  response_mode: ${quoted(choice.response_mode)},`,
  `  scope: ${quoted(choice.scope.join(' '))},`,
  ...option('prompt', choice.prompt === undefined ? undefined : quoted(choice.prompt)),
  ...option('max_age', choice.max_age?.toString()),
  ...option('login_hint', choice.login_hint === undefined ? undefined : quoted(choice.login_hint)),
  ...option('resource', asksForApi(choice) ? quoted(resource) : undefined),
]

const KNOWN: Readonly<Record<Choice['response_type'], readonly string[]>> = {
  'code id_token': ['// known now, before any back-channel call', 'front.claims.sub'],
  'code token': ['// usable now; who the person is comes later', 'front.access_token'],
  'code id_token token': [
    '// known now, before any back-channel call',
    'front.claims.sub',
    '// usable now, bound by at_hash',
    'front.access_token',
  ],
  code: ['// nothing is known yet', 'front.code'],
}

const REDEEMED: Readonly<Record<Choice['response_type'], string>> = {
  'code id_token': 'the second ID Token',
  'code token': 'the ID Token',
  'code id_token token': 'the second ID Token',
  code: 'the ID Token',
}

/** Whether a choice asks for something of the sample API. */
export const asksForApi = ({ scope }: Choice): boolean =>
  scope.some((word) => Object.hasOwn(API_SCOPES, word))

/** Whether the provider is reached by http, which the client library allows on this machine only, and when told so. */
export const isInsecure = (issuer: string): boolean => issuer.startsWith('http:')

/** The code that does what was chosen, with the client library: what this application itself runs. */
export const snippetOf = (
  choice: Choice,
  { issuer, resource }: { readonly issuer: string; readonly resource: string },
): string =>
  [
    `import { ${isInsecure(issuer) ? 'allowInsecure, ' : ''}clientSecretBasic, discoverClient } from '@gryphon/client'`,
    '',
    `const rp = await discoverClient(${quoted(issuer)}, {`,
    '  client_id,',
    '  redirect_uri,',
    '  authentication: clientSecretBasic(client_secret),',
    isInsecure(issuer) ? '}, { [allowInsecure]: true })' : '})',
    '',
    '// GET /login',
    'const { url, transaction } = await rp.begin({',
    ...requestOptions(choice, resource),
    '})',
    '// keep the transaction for this browser, and redirect to the url',
    '',
    '// the callback',
    'const front = await rp.receive(request, transaction)',
    ...KNOWN[choice.response_type],
    '',
    'const login = await front.redeem()',
    `// ${REDEEMED[choice.response_type]}, and the access token for the API`,
    'login.claims',
    'login.access_token',
  ].join('\n')
