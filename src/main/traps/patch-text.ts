import { isJsonObject } from '../lib/json-access.ts'
import type { Patch } from './intended.ts'
import { NotUnderstood } from './shell/tokens.ts'
import { yamlValues } from './yaml-values.ts'

/**
 * The patch that the flags give, parsed as kubectl parses it: JSON or YAML (kubernetes/kubectl pkg/cmd/patch/patch.go).
 * @throws NotUnderstood when it is not written, is in a file, or is neither.
 */
export function patchIn(flags: ReadonlyMap<string, string | null>): Patch {
  const text = flags.get('patch')
  const type = flags.get('type') ?? 'strategic'
  if (text === undefined || text === null) throw new NotUnderstood('the patch is not written')
  if (type !== 'json' && type !== 'merge' && type !== 'strategic') throw new NotUnderstood(`there is no patch ${type}`)
  const [value] = yamlValues(text, 'the patch')
  const quoted = withQuotes(value)
  if (quoted !== null) return { type, subresource: flags.get('subresource') ?? '', value: quoted, isUnquoted: true }
  const isFit = type === 'json' ? Array.isArray(value) : typeof value === 'object' && value !== null
  if (!isFit) throw new NotUnderstood(`the patch is none of type ${type}`)
  return { type, subresource: flags.get('subresource') ?? '', value }
}

/**
 * What was meant where the shell took the quotes away, and `skipAnalysis:true` is one word: a field of that name, with
 * nothing in it, for kubectl's parser (yaml.org/spec/1.2.2 7.3.3, plain scalars). Null where no field looks so.
 */
function withQuotes(value: unknown): unknown {
  if (!isJsonObject(value)) return null
  let isFound = false
  const entries = Object.entries(value).map(([key, inner]) => {
    const [, name, word] = /^([\w.-]+):(\S+)$/.exec(key) ?? []
    const deeper = withQuotes(inner)
    isFound ||= (inner === null && name !== undefined) || deeper !== null
    if (inner === null && name !== undefined) return [name, word === 'true' ? true : word === 'false' ? false : word]
    return [key, deeper ?? inner]
  })
  return isFound ? Object.fromEntries(entries) : null
}
