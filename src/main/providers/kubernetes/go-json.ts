/**
 * JSON text as Go's encoding/json writes strings: `& < >` and U+2028/9 as escapes.
 * The API server compares the strings of a JSON Patch `test` as text with its own Go-escaped side
 * (evanphx/json-patch v4 lazyNode.equal), so a plain `&` in the request would never match.
 */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(/[&<>\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
