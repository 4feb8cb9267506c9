import type { Kubeconfig } from './model.ts'
import { parseYaml } from './parse-yaml.ts'
import { readModel } from './read-model.ts'

/**
 * The kubeconfig in a text. What Backout itself stored is JSON and needs no YAML parser.
 * @throws FailureError naming the line.
 */
export async function parseKubeconfig(text: string, file: string): Promise<Kubeconfig> {
  if (text.startsWith('{')) {
    try {
      return readModel({ value: JSON.parse(text), place: () => file }, file)
    } catch (error) {
      // The YAML parser knows the line, and it accepts what is only almost JSON.
      if (!(error instanceof SyntaxError)) throw error
    }
  }
  return readModel(await parseYaml(text, file), file)
}
