import { STANDARD_SCOPES } from '@gryphon/protocol'
import {
  type AccessTokenFormat,
  InvalidValueError,
  type Resource,
  type ResourceScope,
  SettingError,
} from '@gryphon/provider'
import { defineCommand, JSON_OPTION, TENANT_OPTION } from '../command/command.ts'
import { answer, tableOf } from '../command/show.ts'
import { withProvider } from '../command/with-provider.ts'

const STANDARD: readonly string[] = STANDARD_SCOPES

/** RFC 8707 §2: an absolute URI, without a fragment. */
const checkIndicator = (resource: string) => {
  if (!URL.canParse(resource) || resource.includes('#') || /\s/.test(resource))
    throw new InvalidValueError(
      'resource',
      `'${resource}' is no absolute URI without fragment (RFC 8707 §2): use the address of the API, as https://api.example.com`,
    )
}

/** `read:notes=Read your notes`; the words of a scope are of RFC 6749 §3.3. */
const parseScope = (text: string): ResourceScope => {
  const [, scope = '', description = ''] = /^([!#-[\]-~]+?)=(.+)$/.exec(text) ?? []
  if (scope === '')
    throw new InvalidValueError(
      'scope',
      `'${text}': expected a scope and what a person reads for it, as 'read:notes=Read your notes'`,
    )
  if (STANDARD.includes(scope))
    throw new InvalidValueError(
      'scope',
      `${scope} is a scope of OpenID Connect (Core §3.1.2.1, §5.4, §11), not of an API: give the permission another name, as read:${scope}`,
    )
  return { scope, description }
}

const FORMATS: readonly AccessTokenFormat[] = ['jwt', 'opaque']

const parseFormat = (text: string): AccessTokenFormat => {
  const format = FORMATS.find((known) => known === text)
  if (format === undefined)
    throw new InvalidValueError(
      'access-token-format',
      `'${text}': expected one of ${FORMATS.join(', ')}`,
    )
  return format
}

/** A client asks for no scope that it does not have. */
const howToAsk = ({ resource, scopes }: Resource): string => {
  const words = scopes.map(({ scope }) => scope).join(' ')
  return words === ''
    ? ''
    : `\nA client may ask for its scopes once it has them, with resource=${resource}:\n  gryphon client update CLIENT_ID --scope "openid profile offline_access ${words}"`
}

/** `gryphon resource add` */
export const resourceAdd = defineCommand({
  name: 'resource add',
  summary: 'Adds an API that access tokens can be for, or replaces the one of the same URI.',
  args: ['URI'],
  options: {
    name: { type: 'text', value: 'NAME', meaning: 'The name that people read', isRequired: true },
    scope: {
      type: 'list',
      value: 'SCOPE=WORDS',
      meaning: 'A permission of the API, and how the consent page says it',
    },
    'access-token-format': {
      type: 'text',
      value: 'FORMAT',
      meaning:
        'jwt: the API reads its tokens by itself; opaque: it introspects them (default: jwt)',
    },
    ...TENANT_OPTION,
    ...JSON_OPTION,
  },
  settings: ['data', 'database.url'],
  examples: [
    'gryphon resource add https://api.example.com --name Notes --scope "read:notes=Read your notes"',
  ],
  run: async (call) => {
    const [uri = ''] = call.args
    checkIndicator(uri)
    const format = call.options['access-token-format']
    const resource: Resource = {
      resource: uri,
      name: call.options.name,
      scopes: call.options.scope.map(parseScope),
      ...(format === undefined ? {} : { access_token_format: parseFormat(format) }),
    }
    await withProvider(
      call,
      async ({ provider, tenant }) => {
        await provider.store.putResource(tenant.tenant_id, resource)
        answer(call, resource, `Access tokens can be for ${uri}${howToAsk(resource)}`)
      },
      'made',
    )
  },
})

/** `gryphon resource list` */
export const resourceList = defineCommand({
  name: 'resource list',
  summary: 'Lists the APIs that access tokens can be for.',
  args: [],
  options: { ...TENANT_OPTION, ...JSON_OPTION },
  settings: ['data', 'database.url'],
  examples: ['gryphon resource list --json'],
  run: (call) =>
    withProvider(call, async ({ provider, tenant }) => {
      const resources = await provider.store.listResources(tenant.tenant_id)
      const rows = resources.map(({ resource, name, scopes, access_token_format = 'jwt' }) => ({
        resource,
        name,
        tokens: access_token_format,
        scopes: scopes.map(({ scope }) => scope).join(' '),
      }))
      answer(call, resources, rows.length === 0 ? 'There are none.' : tableOf(rows))
    }),
})

/** `gryphon resource remove` */
export const resourceRemove = defineCommand({
  name: 'resource remove',
  summary: 'Removes an API: no new access token will be for it.',
  args: ['URI'],
  options: { ...TENANT_OPTION, ...JSON_OPTION },
  settings: ['data', 'database.url'],
  examples: ['gryphon resource remove https://api.example.com'],
  run: (call) =>
    withProvider(call, async ({ provider, tenant }) => {
      const [resource = ''] = call.args
      const outcome = await provider.store.removeResource(tenant.tenant_id, resource)
      if (outcome === 'unknown')
        throw new SettingError(
          'resource',
          `there is no API '${resource}': see gryphon resource list`,
        )
      answer(call, { resource, outcome }, `${resource} is removed`)
    }),
})
