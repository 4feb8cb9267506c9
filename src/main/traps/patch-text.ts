import { parseDocument } from 'yaml'
import type { Patch } from './intended.ts'
import { NotUnderstood } from './shell/tokens.ts'

const longestPatch = 64 * 1024

/**
 * The patch that the flags give, parsed as kubectl parses it: JSON or YAML (kubernetes/kubectl pkg/cmd/patch/patch.go).
 * @throws NotUnderstood when it is not written, is in a file, or is neither.
 */
export function patchIn(flags: ReadonlyMap<string, string | null>): Patch {
  const text = flags.get('patch')
  const type = flags.get('type') ?? 'strategic'
  if (text === undefined || text === null || text.length > longestPatch) {
    throw new NotUnderstood('the patch is not written')
  }
  if (type !== 'json' && type !== 'merge' && type !== 'strategic') throw new NotUnderstood(`there is no patch ${type}`)
  const value = parsed(text)
  const isFit = type === 'json' ? Array.isArray(value) : typeof value === 'object' && value !== null
  if (!isFit) throw new NotUnderstood(`the patch is none of type ${type}`)
  return { type, subresource: flags.get('subresource') ?? '', value }
}

function parsed(text: string): unknown {
  // Go's YAML takes `yes` and `on` for true (sigs.k8s.io/yaml).
  const document = parseDocument(text, { version: '1.1', logLevel: 'silent' })
  if (document.errors.length > 0) throw new NotUnderstood('the patch is neither JSON nor YAML')
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch {
    throw new NotUnderstood('the patch is neither JSON nor YAML')
  }
}
