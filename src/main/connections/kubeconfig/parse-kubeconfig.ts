import type { Kubeconfig } from './model.ts'
import { parseYaml, type ParsedYaml } from './parse-yaml.ts'
import { problem } from './problem.ts'
import { readModel } from './read-model.ts'
import { repeatedKey } from './repeated-key.ts'
import { mostKubeconfigBytes } from './size-limit.ts'
import { visibleText } from '../../lib/visible-text.ts'

/**
 * The kubeconfig in a text that somebody wrote: a file, or what was pasted.
 * @throws FailureError naming the line.
 */
export async function parseKubeconfig(text: string, file: string): Promise<Kubeconfig> {
  return readModel(foreignJson(text, file) ?? (await parseYaml(text, file)), file, 'foreign')
}

/** The kubeconfig in a text that `writeKubeconfig` made. @throws FailureError when it is damaged. */
export async function parseStoredKubeconfig(text: string): Promise<Kubeconfig> {
  const file = 'kubeconfig'
  return readModel(foreignJson(text, file) ?? (await parseYaml(text, file)), file, 'stored')
}

/** @throws FailureError naming the line of a member that stands twice: which of them counts, nobody says. */
function foreignJson(text: string, file: string): ParsedYaml | undefined {
  const plain = text.replace(/^\ufeff?\s*(?=\{)/, '')
  if (plain.length > mostKubeconfigBytes) return undefined
  const parsed = asJson(plain, file)
  const twice = parsed && repeatedKey(plain)
  if (!twice) return parsed
  throw problem(`${file}:${twice.line}`, `has "${visibleText(twice.key, 200)}" twice.`, 'Remove one of them.')
}

/** JSON needs no YAML parser; undefined for text that is only almost JSON, where the YAML parser knows the line. */
function asJson(text: string, file: string): ParsedYaml | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return { value: JSON.parse(text), more: false, place: () => file }
  } catch {
    return undefined
  }
}
