import type { RiskyField } from '../../../contract/index.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { EmbedProblems } from './embed-files.ts'

/** One field to look at. Its value is shown, so it is never a credential. */
export function risk(field: string, value: string, why: string, treatment: RiskyField['treatment']): RiskyField {
  return { field, value: visibleText(value, 300), why, treatment }
}

/** A field that names a file which was not read. */
export function riskOfUnread(field: string, path: string, problems: EmbedProblems): RiskyField {
  const why = problems.get(path) ?? `${visibleText(path, 300)} was not read when the kubeconfig was imported.`
  return risk(field, path, why, 'refused')
}
