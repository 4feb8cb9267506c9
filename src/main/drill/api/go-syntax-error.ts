/** What Go's encoding/json says about a text that is not JSON; close enough for the common cases. */
export function goSyntaxError(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') return 'unexpected end of JSON input'
  try {
    JSON.parse(text)
    return ''
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? Number.NaN)
    if (Number.isNaN(position) || position >= text.trimEnd().length || message.includes('end of JSON')) {
      return 'unexpected end of JSON input'
    }
    const character = text[position] ?? ''
    const place = position === 0 ? 'looking for beginning of value' : 'after top-level value'
    return `invalid character '${character}' ${place}`
  }
}
