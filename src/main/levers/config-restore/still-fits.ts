import { canonicalJson } from '../../lib/canonical-json.ts'
import { at, stringAt } from '../../lib/json-access.ts'
import type { ReadyPlan, World } from '../../ports/lever.ts'
import { valuesOf } from '../../providers/kubernetes/config/config-data.ts'
import { seenConfigMap, seenObjects } from '../../providers/kubernetes/config/watched.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { refusingOwner } from '../../providers/kubernetes/owners/refusal.ts'
import { sameTemplate } from '../../providers/kubernetes/pod-template.ts'
import { isJsonObject } from '../../lib/json-access.ts'

/** Whether a plan still fits what is seen; pure. What is not seen says nothing against it. */
export function stillFits({ basis }: ReadyPlan, world: World): boolean {
  const { ownership } = world.service
  if (ownership.state === 'value' && refusingOwner(ownership.value)) return false
  const object = seenConfigMap(world.objects, stringAt(basis, 'name'))
  if (object && canonicalJson(valuesOf(object)) !== canonicalJson(at(basis, 'values'))) return false
  const deployment = seenObjects(world.objects, 'deployments')[0]
  const template = at(basis, 'template')
  return !deployment || !isJsonObject(template) || sameTemplate(templateOf(deployment), template)
}
