/** A value as Go's encoding/json writes it: `<`, `>`, `&`, U+2028 and U+2029 escaped. Members keep their order. */
export function goJson(value: unknown): string {
  return escapeHtml(JSON.stringify(value) ?? 'null')
}

/** JSON text with the characters escaped that encoding/json escapes (Go encoding/json HTMLEscape). */
export function escapeHtml(json: string): string {
  return json.replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}
