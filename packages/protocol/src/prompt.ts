/** The values of `prompt` (Core §3.1.2.1). */
export const PROMPTS = ['none', 'login', 'consent', 'select_account'] as const

/** A value of `prompt`. */
export type Prompt = (typeof PROMPTS)[number]

/** What a person can be asked to do. */
export type Interaction = Exclude<Prompt, 'none'>
