/** People who sign in: several, for one who does so everywhere at once would be taken for somebody who guesses. */
export const USERNAMES = ['jane', 'june', 'joan', 'jean'] as const

const CLAIMS = {
  name: 'Jane Doe',
  given_name: 'Jane',
  family_name: 'Doe',
  middle_name: 'Quinn',
  nickname: 'JD',
  profile: 'https://jane.example.com/about',
  picture: 'https://jane.example.com/me.jpg',
  website: 'https://jane.example.com',
  email_verified: true,
  gender: 'female',
  birthdate: '1987-10-16',
  zoneinfo: 'Europe/Paris',
  locale: 'en-US',
  phone_number: '+1 555 5550100',
  phone_number_verified: false,
  address: {
    formatted: '100 Universal City Plaza\nHollywood, CA 91608',
    street_address: '100 Universal City Plaza',
    locality: 'Hollywood',
    region: 'CA',
    postal_code: '91608',
    country: 'USA',
  },
  updated_at: 1_700_000_000,
} as const

/** The claims of a person: complete, for every standard claim is looked for (Core §5.1). */
export const claimsOf = (username: string): Readonly<Record<string, unknown>> => ({
  ...CLAIMS,
  preferred_username: username,
  email: `${username}@example.com`,
})

/** The claims of each scope (Core §5.4). */
export const CLAIMS_OF_SCOPE: Readonly<Record<string, readonly string[]>> = {
  profile: [
    'name',
    'given_name',
    'family_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
}
