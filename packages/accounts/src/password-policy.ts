import { InvalidValueError } from '@gryphon/provider'

/** The shortest new password, in characters (NIST SP 800-63B §5.1.1.1). */
export const PASSWORD_MIN = 8

/** The longest new password, in characters. */
export const PASSWORD_MAX = 1024

/**
 * A password as it is hashed: composed (NFC), so that the same keys on another keyboard give the same password.
 *
 * @example normalizePassword('e\u0301') // '\u00e9'
 */
export const normalizePassword = (password: string): string => password.normalize('NFC')

const lengthOf = (password: string): number => [...normalizePassword(password)].length

/** Whether this can be a new password: neither too short nor too long. Any character may be in it. */
export const isPassword = (password: string): boolean => {
  const length = lengthOf(password)
  return length >= PASSWORD_MIN && length <= PASSWORD_MAX
}

/** Throws `SettingError` for what cannot be a new password. */
export const checkNewPassword = (password: string): void => {
  if (!isPassword(password))
    throw new InvalidValueError(
      'password',
      `a password has ${PASSWORD_MIN} to ${PASSWORD_MAX} characters, this one has ${lengthOf(password)}`,
    )
}
