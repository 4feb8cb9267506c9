import { canonicalJson } from '../../lib/canonical-json.ts'
import { at, isJsonObject, stringAt } from '../../lib/json-access.ts'
import type { ReadyPlan, World } from '../../ports/lever.ts'
import { valuesOf } from '../../providers/kubernetes/config/config-data.ts'
import { seenConfigMap, seenObjects } from '../../providers/kubernetes/config/watched.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { refusingOwner } from '../../providers/kubernetes/owners/refusal.ts'
import { sameTemplate } from '../../providers/kubernetes/pod-template.ts'
import { changedConfigs } from './situation.ts'

/** Whether a plan still fits what is seen; pure. What is not seen says nothing against it. */
export function stillFits({ basis }: ReadyPlan, world: World): boolean {
  const { ownership } = world.service
  if (ownership.state === 'value' && refusingOwner(ownership.value)) return false
  const object = seenConfigMap(world.objects, stringAt(basis, 'name'))
  if (object && canonicalJson(valuesOf(object)) !== canonicalJson(at(basis, 'values'))) return false
  // Whom a restart was for may have been replaced meanwhile.
  const isOpen = changedConfigs(world).some(({ name, unread }) => name === stringAt(basis, 'name') && unread > 0)
  if (at(basis, 'isRest') === true && object && !isOpen) return false
  const deployment = seenObjects(world.objects, 'deployments')[0]
  const template = at(basis, 'template')
  return !deployment || !isJsonObject(template) || sameTemplate(templateOf(deployment), template)
}
