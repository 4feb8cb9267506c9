import type { LeverOption } from '../../../contract/index.ts'
import type { RegionView } from '../../ports/azure.ts'
import type { Judgement, World } from '../../ports/lever.ts'
import { routingEffect, routingSource, takenOverBy } from '../../providers/azure/routing-effect.ts'
import { doubtWords, isAnswered, isEndpointIll, isInDoubt } from '../../providers/azure/serving.ts'
import { regionBudgets } from '../../providers/azure/region-budgets.ts'
import { remembered } from '../../providers/azure/user-times.ts'
import { presentEndpoints, seenRegion } from '../../providers/azure/seen-region.ts'
import { groupPartOf } from '../../providers/azure/group-part.ts'
import { postgresPartOf } from '../../providers/azure/postgres-part.ts'
import { dataPartOf } from '../../providers/azure/data-part.ts'
import { choiceOf, naturalWay, waysIn, type Way } from './situation.ts'

type Stand = Pick<Judgement, 'state' | 'reason' | 'source' | 'choice' | 'urgent'>

/** How leading users to another region stands for what is seen. */
export function judgeFailover(world: World): Judgement {
  const seen = seenRegion(world)
  const way = seen && naturalWay(seen)
  const offline = seen && way ? takenOffline(seen, way) : null
  const forced = seen && way ? forcedData(seen, way) : []
  return {
    ...(seen ? standOf(seen) : unseen(world)),
    takesEffectMs: seen ? effectMs(seen) : null,
    reversible: offline === null && forced.length === 0 ? 'yes' : 'no',
    leaves: [
      ...(seen ? ['Fail back to what stood before, once the region is well'] : []),
      ...(offline === null ? [] : [`Only Microsoft brings ${offline} back for the data; it can be left out`]),
      ...forced.map((name) => `What was not copied of ${name} is lost; it can be left out`)
    ],
    present: presentEndpoints(world),
    optionsTitle: 'From and to'
  }
}

function unseen({ region }: World): Stand {
  if (!region) return { state: 'notHere', reason: 'Nothing says what leads users to this region.', choice: null }
  if (region.state !== 'unreachable' && region.state !== 'forbidden')
    return { state: 'unknown', reason: 'Azure is being read.', choice: null }
  const { code, message, remedy = '' } = region.failure
  // Waiting does not mend it: who may not read may not change either.
  if (code === 'unauthorized' || code === 'forbidden')
    return { state: 'refused', reason: `${message} ${remedy}`.trim(), choice: null }
  return { state: 'unknown', reason: message, choice: null }
}

function standOf(seen: RegionView): Stand {
  const { profile, probes } = seen
  if (!profile.isEnabled)
    return {
      state: 'refused',
      reason: `Profile ${profile.profile} is disabled: that is another decision, about all its endpoints.`,
      choice: null
    }
  if (profile.endpoints.length < 2)
    return { state: 'impossible', reason: `Profile ${profile.profile} has no second endpoint.`, choice: null }
  const way = naturalWay(seen)
  if (!way) return { state: 'needsChoice', reason: 'Choose from which endpoint to which.', choice: null }
  const effect = routingEffect(profile, way.from, way.to)
  if ('refused' in effect) {
    const isWanted = isEndpointIll(way.from, probes.get(way.from.id))
    return {
      state: 'refused',
      reason: effect.refused.message,
      source: routingSource,
      choice: null,
      ...(isWanted ? { urgent: `${way.from.name} does not answer, and its users cannot be led elsewhere.` } : {})
    }
  }
  const choice = choiceOf(way)
  const { from, to } = way
  if (profile.endpoints.every(({ status }) => status === 'Disabled'))
    return {
      state: 'urgent',
      reason: `No endpoint is enabled: nobody is answered. ${to.name} answers our own probe.`,
      choice
    }
  if (isInDoubt(from, probes.get(from.id))) {
    const other = probes.get(to.id)?.isWell === false ? ` ${to.name} does not answer it either.` : ''
    return { state: 'offered', reason: `${from.name} ${doubtWords(from, probes.get(from.id))}.${other}`, choice }
  }
  if (!isEndpointIll(from, probes.get(from.id)))
    return { state: 'offered', reason: `${from.name} is answered and not found ill: this is a planned switch.`, choice }
  if (isAnswered(profile, to))
    return {
      state: 'offered',
      reason: `${from.name} does not answer, and Traffic Manager leads users to ${to.name} by itself. Disabled, it cannot come back by itself.`,
      choice
    }
  return { state: 'urgent', reason: `${from.name} does not answer, and no other endpoint is enabled.`, choice }
}

/** Until users notice: the target has to be found well, and those who remember have to forget. */
function effectMs({ profile, names }: RegionView): number {
  return regionBudgets(profile).wellUsuallyMs + remembered(profile, names).usualSeconds * 1_000
}

/** The region that would be taken offline for the data; null where none is. */
function takenOffline(seen: RegionView, { to }: Way): string | null {
  const data = dataPartOf(seen, { region: to.location, mayOffline: true, isLeftOut: false })
  return data.kind === 'moves' && data.move.how === 'offline' ? data.move.from.name : null
}

/** The failover group, and the primary of PostgreSQL, that would be moved by force, with what that loses. */
function forcedData(seen: RegionView, { to }: Way): readonly string[] {
  const wish = { region: to.location, mayOffline: true, isLeftOut: false }
  const [sql, postgres] = [groupPartOf(seen, wish), postgresPartOf(seen, wish)]
  return [
    ...(sql.kind === 'moves' && sql.move.how === 'forced' ? [sql.move.group.name] : []),
    ...(postgres.kind === 'moves' && postgres.move.how === 'forced' ? [postgres.move.from.server] : [])
  ]
}

/** What can be chosen; that the data stays as it is can be chosen of each plan. */
export function failoverOptions(world: World): readonly LeverOption[] {
  const seen = seenRegion(world)
  if (!seen) return []
  const natural = naturalWay(seen)
  return waysIn(seen.profile).map((way) => ({
    id: `${way.from.id} ${way.to.id}`,
    choice: choiceOf(way),
    title: `${way.from.name} to ${way.to.name}`,
    text: `${way.from.location} to ${way.to.location}`,
    tags: takenOffline(seen, way) !== null || forcedData(seen, way).length > 0 ? ['the data cannot be taken back'] : [],
    createdAt: '',
    note: '',
    differs: [],
    evidence: [],
    standing: 'none',
    state:
      natural?.from.id === way.from.id && natural.to.id === way.to.id
        ? 'recommended'
        : 'refused' in routingEffect(seen.profile, way.from, way.to) || takenOverBy(seen.profile, way.from, way.to)
          ? 'impossible'
          : 'possible'
  }))
}
