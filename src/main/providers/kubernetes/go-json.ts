import { canonicalJson } from '../../lib/canonical-json.ts'

/**
 * JSON text as Go's encoding/json writes strings: `& < >` and U+2028/9 as escapes.
 * The API server compares the strings of a JSON Patch `test` as text with its own Go-escaped side
 * (evanphx/json-patch v4 lazyNode.equal), so a plain `&` in the request would never match.
 */
export function goJson(value: unknown): string {
  return escaped(JSON.stringify(value))
}

/**
 * The same with the members of every object in order: what `kubectl patch -p` makes of any JSON whose text begins with
 * `[` (kubernetes/apimachinery pkg/util/yaml/decoder.go ToJSON, sigs.k8s.io/yaml YAMLToJSON).
 */
export function sortedGoJson(value: unknown): string {
  return escaped(canonicalJson(value))
}

function escaped(json: string): string {
  return json.replace(/[&<>\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
