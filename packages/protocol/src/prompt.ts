/** The values of `prompt` (Core §3.1.2.1; Initiating User Registration §4). */
export const PROMPTS = ['none', 'login', 'consent', 'select_account', 'create'] as const

/** A value of `prompt`. */
export type Prompt = (typeof PROMPTS)[number]

/** What a person can be asked to do. */
export type Interaction = Exclude<Prompt, 'none'>

/** The values of `display` (Core §3.1.2.1). */
export const DISPLAYS = ['page', 'popup', 'touch', 'wap'] as const

/** A value of `display`. */
export type Display = (typeof DISPLAYS)[number]
