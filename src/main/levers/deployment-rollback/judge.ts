import type { Observed, Ownership, RevisionView } from '../../../contract/index.ts'
import { kindOf, lastValue, leftOutText } from '../../../contract/index.ts'
import { refusingOwner, refusalTrap } from '../../providers/kubernetes/owners/refusal.ts'
import type { Judgement, World } from '../../ports/lever.ts'
import { canarySight } from '../../providers/flagger/canary-sight.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import {
  putBackText,
  seenReconcilers,
  type SeenReconciler
} from '../../providers/kubernetes/gitops/seen-reconcilers.ts'
import { historyOf, templateOf } from '../../providers/kubernetes/history.ts'
import { isSameRelease } from '../../providers/kubernetes/same-release.ts'
import { workloadArgument } from '../../providers/kubernetes/workload.ts'
import { newestGood, noGoodRevision } from './choose-revision.ts'
import { presentShares } from '../plan-frame/index.ts'
import { watchedRevisions, watchedWorkload } from './watched.ts'

/** A revision that has been there for so long has shown what it is. */
const provenAfterMs = 3_600_000

type Stand = Pick<Judgement, 'state' | 'reason' | 'source' | 'choice'>

/** How a rollback of the Deployment stands for what is seen, where nobody puts it back. */
export function judgeRevisions(world: World): Judgement {
  return {
    ...standOf(world),
    takesEffectMs: null,
    reversible: 'yes',
    leaves: [],
    present: presentShares(world.service),
    optionsTitle: 'History'
  }
}

/** The same beside what keeps the Deployment as Git has it: an undo that is put back is not recommended where that can be held. */
export function judgeRollback(world: World): Judgement {
  const judged = judgeRevisions(world)
  const isUsable = judged.state === 'fits' || judged.state === 'needsChoice'
  return isUsable ? besideReconcilers(judged, seenReconcilers(world.objects)) : judged
}

function besideReconcilers(judged: Judgement, seen: readonly SeenReconciler[]): Judgement {
  const of = (state: SeenReconciler['state']): readonly SeenReconciler[] => seen.filter((one) => one.state === state)
  const named = (some: readonly SeenReconciler[]): string => some.map(({ title }) => title).join(' and ')
  const loading = of('loading')
  if (loading.length > 0) return { ...judged, ...unknown(`${named(loading)} is being read.`) }
  const [first, ...more] = of('reverts')
  if (first) {
    const puts = [first, ...more].map((one) => `${one.title} puts it back ${putBackText(one)}`).join(', and ')
    const writer = [first, ...more].find(({ writtenBy }) => writtenBy !== null)?.writtenBy ?? null
    const said = { ...judged, leaves: [`Revert in Git: ${named([first, ...more])} puts it back`] }
    return writer === null
      ? { ...said, state: 'possible', reason: `${puts}, with the errors: hold it first. ${judged.reason}` }
      : { ...said, reason: `${judged.reason} But ${puts}, and ${writer} keeps it from being held.` }
  }
  const asIs = [...of('held'), ...of('drifts'), ...of('unread')]
  const said = asIs.map(({ title, text }) => `${title}: ${text}`)
  const held = of('held').map(({ title }) => `Revert in Git, then resume ${title}`)
  const open = [...of('drifts'), ...of('unread')].map(({ title }) => `Revert in Git: ${title} applies it again`)
  return { ...judged, reason: [judged.reason, ...said].join(' '), leaves: [...held, ...open] }
}

function standOf(world: World): Stand {
  const ownership = valueOf(world.service.ownership)
  const owner = ownership && refusingOwner(ownership)
  if (owner) {
    const command = kubectlLine(world, 'rollout', 'undo', workloadArgument(world.ref))
    const { lead, text, source } = refusalTrap(owner, command, deadFlagger(world))
    return { state: 'refused', reason: `${lead} ${text}`, source, choice: null }
  }
  const { revisions: read, deployment } = world.service
  if (read.state === 'value' && read.leftOut)
    return unknown(`Not every revision can be read, ${leftOutText(read.leftOut)}.`)
  const revisions = lastValue(read)
  if (!revisions && deployment.state === 'unreachable')
    return unknown(`The API server does not answer, and nothing was read of the ${kindOf(world.ref)} before.`)
  if (!revisions || ownership === null) return unknown(`The ${kindOf(world.ref)} and its owners are being read.`)
  const others = revisions.filter(({ isCurrent, revision }) => !isCurrent && revision > 0)
  if (others.length === 0) {
    const reason = 'No earlier revision is left: deploy the good version again by its tag.'
    return { state: 'impossible', reason, choice: null }
  }
  if (world.standings.length === 0) return unknown('The past of its revisions is being looked up.')
  return among(revisions, others, world)
}

/** Why nobody does what its Canary asks for; undefined where somebody does, or it is not known. */
function deadFlagger({ ref, objects, now }: World): string | undefined {
  const found = canarySight(ref, objects, now)
  return found?.kind === 'one' && found.sight.liveness.state === 'dead' ? found.sight.liveness.text : undefined
}

function among(revisions: readonly RevisionView[], others: readonly RevisionView[], world: World): Stand {
  const current = revisions.find(({ isCurrent }) => isCurrent)
  const best = others.find(({ recommended }) => recommended)
  const choice = best ? { revision: best.revision } : null
  if (current?.standing === 'good' && world.now.getTime() - Date.parse(current.createdAt) > provenAfterMs) {
    const reason = `Revision ${current.revision} serves now and has a good standing: an older one is not likely to be better.`
    return { state: 'possible', reason, choice }
  }
  if (!best) {
    const bad = others.filter(({ standing }) => standing === 'bad').length
    return { state: 'needsChoice', reason: noGoodRevision(others.length, bad), choice: null }
  }
  const against =
    sameRelease(best, world) ?? servedBefore(current, lastValue(world.service.deployment)?.takenUpFrom ?? null)
  if (against !== null) return { state: 'possible', reason: against, choice }
  const reason = newestGood(best.revision, best.evidence)
  return { state: 'fits', reason, choice }
}

/** The same release before a restart: what became worse since is nothing that an undo takes back. Null where it is another. */
function sameRelease({ uid, revision }: RevisionView, world: World): string | null {
  const workload = watchedWorkload(world)
  if (workload === null) return null
  const entry = historyOf(workload, watchedRevisions(world)).find(({ replicaSet }) => replicaSet.metadata.uid === uid)
  if (!entry || !isSameRelease(entry.template, templateOf(workload))) return null
  return `Revision ${revision} is the present release before a restart: an undo to it only starts the pods anew, and changes nothing else.`
}

/** What was gone back to and served well once fails by something else than its template, which one that is older has not either. */
function servedBefore(current: RevisionView | undefined, takenUpFrom: number | null): string | null {
  if (takenUpFrom === null || current?.evidence.some(isGoodPast) !== true) return null
  return `The present template served well as revision ${takenUpFrom}: what makes it fail now is not in it, and an older one is not likely to help.`
}

function isGoodPast({ verdict, source }: RevisionView['evidence'][number]): boolean {
  return verdict === 'good' && source === 'metrics'
}

function unknown(reason: string): Stand {
  return { state: 'unknown', reason, choice: null }
}

function valueOf(observed: Observed<Ownership>): Ownership | null {
  return observed.state === 'value' ? observed.value : null
}
