import { asFailure, failureOf } from '../../../contract/index.ts'
import { mapAtMost } from '../../lib/map-at-most.ts'
import type { PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import { readClaims } from '../../providers/kubernetes/owners/read-claims.ts'
import { readHistories, type ReadHistory } from '../deployment-rollback/index.ts'
import { buildMany } from './build-many.ts'
import { choiceSchema, pickedIn, type Picked } from './choice.ts'
import { planOne, type ClaimsRead, type PlannedOne } from './plan-one.ts'
import { going, select, unmeasured } from './select.ts'

/** How many services are read and previewed at a time: each is a few requests. */
const readAtOnce = 16

/**
 * Plans the rollback of several services together: each as its own lever plans it, so that each is guarded alike. What
 * cannot go back is said with its reason, and keeps nobody else from it.
 * @throws FailureError `cancelled` only.
 */
export async function planMany(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  const chosen = request.choice === null ? null : choiceSchema.parse(request.choice)
  const picked = chosen ? pickedIn(chosen.services) : recommended(tools)
  if (picked === null) {
    const failure = failureOf('missing', 'The services of the namespace have not been read yet.', { retryable: true })
    return { kind: 'failed', failure }
  }
  if (picked.length === 0) {
    if (chosen) return { kind: 'needsChoice', reason: 'No service is taken: take those that are to go back.' }
    return nothingIll(tools)
  }
  const [claims, histories] = await Promise.all([claimsIn(tools), historiesOf(tools, picked.length)])
  const ones = await mapAtMost(readAtOnce, picked, (one) =>
    planOne(tools, request, one, { claims, history: histories.get(one.name) })
  )
  const goes = ones.filter((one) => one.kind === 'goes')
  const stays = ones.filter((one) => one.kind === 'stays')
  const unread = chosen ? [] : stays.filter(({ isUnread }) => isUnread === true)
  if (unread.length > 0) return pastUnread(unread, ones.length)
  if (goes.length === 0) return { kind: 'needsChoice', reason: whyNone(stays) }
  const isPinned = picked.some(({ revision }) => revision !== null)
  return {
    kind: 'plan',
    isChosen: chosen !== null,
    planned: buildMany(tools, request, { goes, stays, isPinned, stopAfter: chosen?.stopAfter ?? 0 })
  }
}

/** So many are worth a list of their whole namespace. */
const fewestListed = 8

/** Where they are few, each is read in its turn. */
async function historiesOf({ reader, world, context, abort }: PlanTools, count: number) {
  if (count < fewestListed) return new Map<string, ReadHistory>()
  return readHistories({ reader, namespace: world.ref.namespace, context, abort })
}

/** What is not measured is not well: it may be read a moment later. */
function nothingIll({ world }: PlanTools): PlanResult {
  const selection = select(world)
  const unknown = selection ? unmeasured(selection) : 0
  if (unknown === 0) return { kind: 'notNeeded', reason: 'Nothing that changed lately is ill and can go back.' }
  const text = `Of ${unknown} that changed lately the errors are not known now, and of the others none is ill.`
  const remedy = 'Plan again when they are read, or take those that are to go back.'
  return { kind: 'failed', failure: failureOf('missing', text, { remedy, retryable: true }) }
}

/** A plan of those that were read in time would leave the others ill, and look whole. */
function pastUnread([first, ...more]: readonly Stays[], ill: number): PlanResult {
  const names = more.length === 0 ? (first?.ref.name ?? '') : `${first?.ref.name} and ${more.length} more`
  const text = `Of ${more.length + 1} of the ${ill} that are ill the past could not be read (${names}): a plan without them would leave them as they are.`
  const remedy = 'It is planned again by itself; or take those that are to go back.'
  return { kind: 'failed', failure: failureOf('missing', text, { remedy, retryable: true }) }
}

/** Null while nothing has been read. */
function recommended({ world }: PlanTools): readonly Picked[] | null {
  const selection = select(world)
  return selection && going(selection).map(({ neighbour }) => ({ name: neighbour.row.ref.name, revision: null }))
}

async function claimsIn({ reader, world, abort }: PlanTools): Promise<ClaimsRead> {
  try {
    return { claims: await readClaims(reader, world.ref.namespace, { abort }) }
  } catch (error) {
    abort.throwIfAborted()
    return { why: asFailure(error).message }
  }
}

type Stays = Extract<PlannedOne, { readonly kind: 'stays' }>

function whyNone(stays: readonly Stays[]): string {
  return `None of them can go back. ${stays.map(({ ref, reason }) => `${ref.name}: ${reason.replace(/\.$/, '')}.`).join(' ')}`
}
