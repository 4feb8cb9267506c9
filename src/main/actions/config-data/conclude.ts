import { failureOf, targetName } from '../../../contract/index.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { Conclusion, Mutation } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { valuesWritten } from '../../providers/kubernetes/config/config-written.ts'
import { isTarget } from '../../providers/kubernetes/object-action.ts'
import { presentDigest, type ConfigFacts } from './facts.ts'

/** What a fresh reading says about a request whose answer is unknown; null stands for 404. Never a guess: the values decide. */
export function conclude({ target, facts }: Mutation<ConfigFacts>, object: KubeObject | null): Conclusion {
  const what = `ConfigMap ${targetName(target)}`
  if (object === null || !isTarget(target, object)) return conflict('gone', `${what} was deleted or replaced meanwhile`)
  const present = presentDigest(facts, object)
  if (present === facts.to) return { kind: 'applied', text: `${what} holds what was sent` }
  if (present === facts.from) return { kind: 'asBefore', text: `${what} is as before` }
  return conflict('overtaken', `Someone else changed ${what} meanwhile${writer(object)}`)
}

/** Who wrote its values last, to be put behind a statement about it; empty when nothing says so. */
export function writer(object: KubeObject): string {
  const written = valuesWritten(object)
  if (written === null || written.by === '') return ''
  return `, last written by ${visibleText(written.by, 128)} at ${written.at}`
}

function conflict(kind: 'overtaken' | 'gone', text: string): Conclusion {
  const failure = failureOf('conflict', `${text}.`, { remedy: 'Look at what is there now, and plan again.' })
  return { kind, text, failure }
}
