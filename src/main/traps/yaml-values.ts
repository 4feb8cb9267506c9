import { parseAllDocuments } from 'yaml'
import { isTooNested } from '../lib/nested-yaml.ts'
import { NotUnderstood } from './shell/tokens.ts'

const longest = 32 * 1_024
/** No object of Kubernetes is nested so deeply, written in brackets or in lists of lists. */
const deepest = 64
const mostDocuments = 100

/**
 * The documents of a text in YAML, or in JSON, as Go's YAML reads them: it takes `yes` and `on` for true (sigs.k8s.io/yaml).
 * @throws NotUnderstood when it is neither, or so involved that reading it would keep the window waiting.
 */
export function yamlValues(text: string, what: string): readonly unknown[] {
  const isInvolved =
    text.length > longest || isTooNested(text, deepest) || (text.match(/^---/gm) ?? []).length > mostDocuments
  if (isInvolved) throw new NotUnderstood(`${what} is too involved`)
  try {
    const documents = [...parseAllDocuments(text, { version: '1.1', logLevel: 'silent' })]
    if (documents.every(({ errors }) => errors.length === 0)) {
      return documents.map((document): unknown => document.toJS({ maxAliasCount: 100 }))
    }
  } catch {
    // Aliases of aliases.
  }
  throw new NotUnderstood(`${what} is neither JSON nor YAML`)
}
