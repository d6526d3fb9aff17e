/** The username of the demo person. */
export const DEMO_USERNAME = 'demo'

/** The demo person: every standard claim there is (Core §5.1). */
export const DEMO_CLAIMS: Readonly<Record<string, unknown>> = {
  name: 'Daphne Emory',
  given_name: 'Daphne',
  family_name: 'Emory',
  middle_name: 'Moira',
  nickname: 'Daph',
  preferred_username: DEMO_USERNAME,
  profile: 'https://demo.example.com/daphne',
  picture: 'https://demo.example.com/daphne.png',
  website: 'https://demo.example.com',
  gender: 'female',
  birthdate: '1990-06-15',
  zoneinfo: 'Europe/Berlin',
  locale: 'en-GB',
  updated_at: 1_767_225_600,
  email: 'demo@example.com',
  email_verified: true,
  phone_number: '+49 30 901820',
  phone_number_verified: true,
  address: {
    formatted: 'Demo Street 1\n10115 Berlin\nGermany',
    street_address: 'Demo Street 1',
    locality: 'Berlin',
    region: 'Berlin',
    postal_code: '10115',
    country: 'Germany',
  },
}
