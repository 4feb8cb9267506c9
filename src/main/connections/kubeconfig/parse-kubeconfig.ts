import type { Kubeconfig } from './model.ts'
import { parseYaml, type ParsedYaml } from './parse-yaml.ts'
import { readModel } from './read-model.ts'

/**
 * The kubeconfig in a text that somebody wrote: a file, or what was pasted.
 * @throws FailureError naming the line.
 */
export async function parseKubeconfig(text: string, file: string): Promise<Kubeconfig> {
  return readModel(asJson(text, file) ?? (await parseYaml(text, file)), file, 'foreign')
}

/** The kubeconfig in a text that `writeKubeconfig` made. @throws FailureError when it is damaged. */
export async function parseStoredKubeconfig(text: string): Promise<Kubeconfig> {
  const file = 'kubeconfig'
  return readModel(asJson(text, file) ?? (await parseYaml(text, file)), file, 'stored')
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
