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
  const isFit = type === 'json' ? Array.isArray(value) : typeof value === 'object' && value !== null
  if (!isFit) throw new NotUnderstood(`the patch is none of type ${type}`)
  return { type, subresource: flags.get('subresource') ?? '', value }
}
