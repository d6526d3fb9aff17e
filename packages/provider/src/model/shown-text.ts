/** Control and format characters but the two joiners that scripts and emoji need: bidirectional overrides, zero-width, tags. */
const INVISIBLE = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Marks piled on a character beyond the third, which would run over the lines around it. */
const PILED_MARKS = /(\p{M}{3})\p{M}+/gu

const SPACES = /[^\S\uFEFF]+/g

/**
 * Text of a stranger (a client's name, a claim), made fit to stand in a line of ours: nothing that reorders, hides or overruns
 * what is around it, `limit` characters at most. Not HTML: it still has to be escaped.
 *
 * @example shownText('Photo\u202E\nAlbum', 60) // 'Photo Album'
 */
export const shownText = (text: string, limit: number): string => {
  const calm = text.replace(SPACES, ' ').replace(INVISIBLE, '').replace(PILED_MARKS, '$1').trim()
  const characters = [...calm]
  return characters.length <= limit ? calm : `${characters.slice(0, limit - 1).join('')}…`
}
