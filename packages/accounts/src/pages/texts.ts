/**
 * Everything the pages say, by message. `{word}` is where a value goes. A language is one such table.
 *
 * Whole sentences only, so that a language can put its words in its own order.
 */
export const TEXTS = {
  title: '{page} · {tenant}',
  error_first: 'Error: {page}',
  unnamed_application: 'the application',

  sign_in_title: 'Sign in',
  sign_in_lead: 'to continue to {app}',
  username: 'Username or email',
  password: 'Password',
  sign_in: 'Sign in',
  cancel: 'Cancel',
  wrong: 'That username and password do not match. Check both and try again.',
  incomplete: 'Enter your username or email and your password.',
  paused: 'Too many wrong passwords. Wait {pause}, then try again.',
  busy: 'Too many people are signing in right now. Wait a moment, then try again.',
  seconds_one: '1 second',
  seconds_many: '{count} seconds',
  minutes_one: '1 minute',
  minutes_many: '{count} minutes',

  select_title: 'Choose an account',
  use_another: 'Use another account',
  not_you: 'Not you?',

  consent_title: '{app} asks for your permission',
  consent_again_title: '{app} asks for your permission again',
  consent_new: 'If you allow it, {app} can:',
  consent_old: 'You have already allowed:',
  consent_old_only: 'You have already allowed {app} to:',
  consent_account: 'Your account',
  allow: 'Allow',
  deny: 'Deny',
  signed_in_as: 'Signed in as',
  other_person: 'You are now signed in as someone else. Read this again before you go on.',
  about_both: 'The {policy} and {tos} of {app} apply.',
  about_policy: 'The {policy} of {app} applies.',
  about_tos: 'The {tos} of {app} apply.',
  policy: 'privacy policy',
  tos: 'terms of service',
  opens_new_tab: '(opens in a new tab)',
  back_to_host: 'Then you go back to {host}',
  back_to_device: 'Then you go back to an app on this device ({host})',
  back_to_app: 'Then you go back to the app on this device',

  continue_title: 'You are signed in',
  continue_lead: 'There is nothing more to do here.',
  continue: 'Continue to {app}',

  scope_openid: 'Know who you are',
  scope_openid_detail: 'Your account identifier',
  scope_profile: 'See your profile',
  scope_profile_detail: 'Name, picture, language and the like',
  scope_email: 'See your email address',
  scope_email_detail: 'And whether it was confirmed',
  scope_address: 'See your postal address',
  scope_address_detail: 'Street, town, postcode and country',
  scope_phone: 'See your phone number',
  scope_phone_detail: 'And whether it was confirmed',
  scope_offline_access: 'Keep access while you are away',
  scope_offline_access_detail: 'Until you or the application end it',
  scope_other: 'Use the permission “{scope}”',

  expired_title: 'This page has expired',
  expired_lead:
    'You were away for a while, or began in another browser. To be safe, we stopped here. Nothing was shared.',
  refused_title: 'This request can’t be completed',
  refused_lead:
    'What {app} sent us is not right, so we stopped here. Nothing was shared, and you did nothing wrong.',
  refused_lead_unknown:
    'The application that sent you here made a request that is not right, so we stopped. Nothing was shared, and you did nothing wrong.',
  missing_title: 'There is no such page',
  missing_lead: 'The address may be mistyped, or the page is no longer there.',
  fault_title: 'Something went wrong',
  fault_lead: 'That was our fault, not yours. Nothing was shared.',
  restart: 'Start again',
  next_restart:
    'Starting again takes one click. If you come back here, allow cookies for this site.',
  next_expired: 'Go back to the application and sign in from there.',
  next_refused: 'Go back to the application and try again. If it stays like this, tell its makers.',
  next_missing: 'To sign in, begin at the application.',
  next_fault:
    'Wait a moment and try again. If it stays like this, tell your administrator the request number below.',
  details: 'Details for the operator',
  details_error: 'Error',
  details_description: 'Description',
  details_client: 'Application',
  details_request: 'Request number',
} as const

/** The name of a message. */
export type TextKey = keyof typeof TEXTS

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never

/** The values that a message wants: one for each of its words in braces. */
export type TextValues<Key extends TextKey, Value> = Readonly<
  Record<Placeholders<(typeof TEXTS)[Key]>, Value>
>
