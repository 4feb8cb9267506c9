import { visibleText } from '../../../lib/visible-text.ts'
import { owningSystems } from './systems.ts'

/** Who a field manager is to a person: `Argo CD` for `argocd-controller`, its own name where it is of no known system. */
export function writerName(manager: string): string {
  return owningSystems.find(({ managers }) => managers?.test(manager))?.system ?? visibleText(manager, 128)
}
