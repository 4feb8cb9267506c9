import type { Owner, Ownership, ServiceRow, TroubleKind } from '../../../contract/index.ts'
import { formatRatio } from '../../../contract/words/format-measure.ts'
import { at, numberAt } from '../../lib/json-access.ts'
import type { Neighbour } from '../../ports/neighbours.ts'
import { historyOf, templateOf } from '../../providers/kubernetes/history.ts'
import { isOnTrial, isPromoting, phaseOf } from '../../providers/flagger/phase.ts'
import { ownerText, refusingOwner } from '../../providers/kubernetes/owners/refusal.ts'
import { isPlatform } from './platform.ts'
import { runsTheSame } from './trivial-change.ts'

/**
 * How one service stands: it goes back; it may when somebody takes it all the same; or it stays, because it cannot be taken
 * from here. `unchanged` stays, and is only counted.
 */
export interface Stand {
  readonly kind: 'goes' | 'mayGo' | 'stays' | 'unchanged'
  /** Why, in a few words. */
  readonly reason: string
}

/** Whether a service is ill: by what users feel, or by its pods. */
export function isIll({ trouble }: Pick<ServiceRow, 'trouble'>): boolean {
  return ills.has(trouble)
}

const ills: ReadonlySet<TroubleKind> = new Set(['stuck', 'notReady', 'restarting', 'overLimit'])

type Rule = (neighbour: Neighbour, sinceMs: number) => Stand | null

const stays = (reason: string): Stand => ({ kind: 'stays', reason })
const mayGo = (reason: string): Stand => ({ kind: 'mayGo', reason })

/** What holds whoever asks: a Deployment that another hand rolls out, or that no undo can change. */
const always: readonly Rule[] = [owned, unreadable, deleted, paused, withoutHistory, behind]
/** What did not change is by far the most, and the cheapest to see. */
const inOrder: readonly Rule[] = [
  owned,
  platform,
  unchanged,
  ...always.slice(1),
  backAlready,
  empty,
  restarted,
  well,
  unsure,
  keptByGit
]

/** How a service stands that nobody has picked; `sinceMs` is where the incident's window begins. The first rule speaks. */
export function standOf(neighbour: Neighbour, sinceMs: number): Stand {
  return firstOf(inOrder, neighbour, sinceMs) ?? { kind: 'goes', reason: neighbour.row.troubleText }
}

/**
 * Why a service that was picked cannot go back all the same; null when it can. Where no revision is named, one that went back
 * already would go one release too far.
 */
export function whyNot(neighbour: Neighbour, isPinned: boolean): string | null {
  return firstOf(isPinned ? always : [...always, backAlready], neighbour, 0)?.reason ?? null
}

function firstOf(rules: readonly Rule[], neighbour: Neighbour, sinceMs: number): Stand | null {
  for (const rule of rules) {
    const stand = rule(neighbour, sinceMs)
    if (stand) return stand
  }
  return null
}

function owned({ ownership, row }: Neighbour): Stand | null {
  const known = ownership.state === 'value' ? ownership.value : null
  const owner = known && (refusingOwner(known) ?? known.owners.find(({ role }) => role === 'controller'))
  return owner ? stays(ownedText(owner, row.canary)) : null
}

function ownedText(owner: Owner, canary: ServiceRow['canary']): string {
  const who = ownerText(owner)
  if (owner.role === 'target') return `released by ${who}: an undo moves no traffic; open it, and ${wayOf(canary)}`
  if (owner.role === 'primary') return `primary of ${who}: it would not know; restore it from the service it releases`
  if (owner.role === 'template') return `${who} takes its pods from it: abort the Rollout instead`
  return `owned by ${who}, which puts it back`
}

/** What is to be done in the service itself, by where its release is; a promoted one is no longer on trial. */
function wayOf(canary: ServiceRow['canary']): string {
  const phase = phaseOf(canary?.phase.replace(/, suspended$/, '') ?? '')
  if (canary?.serves === 'target' || isPromoting(phase) || phase === 'Succeeded')
    return 'bring the earlier release of its primary back'
  if (phase === 'Failed') return 'see what Flagger has rolled back'
  return isOnTrial(phase) || phase === 'Waiting' ? 'abort there' : 'choose its lever there'
}

function platform({ deployment }: Neighbour): Stand | null {
  return isPlatform(deployment) ? stays('a part of the platform: services depend on it') : null
}

function unchanged({ row }: Neighbour, sinceMs: number): Stand | null {
  return Date.parse(row.changedAt) >= sinceMs ? null : { kind: 'unchanged', reason: 'not changed in the window' }
}

function unreadable({ replicaSets }: Neighbour): Stand | null {
  return replicaSets === null ? stays('its ReplicaSets cannot be read, so what it would go back to is not known') : null
}

function deleted({ deployment }: Neighbour): Stand | null {
  return deployment.metadata.deletionTimestamp === undefined ? null : stays('it is being deleted')
}

function paused({ deployment }: Neighbour): Stand | null {
  return at(deployment, 'spec', 'paused') === true ? stays('paused: resume it first, then plan again') : null
}

function withoutHistory({ deployment, replicaSets }: Neighbour): Stand | null {
  const usable = historyOf(deployment, replicaSets ?? []).filter(
    ({ isCurrent, revision }) => !isCurrent && revision > 0
  )
  if (usable.length > 0) return null
  const keepsNone = numberAt(deployment, 'spec', 'revisionHistoryLimit') === 0 ? ', its revisionHistoryLimit is 0' : ''
  return stays(`no rollout history${keepsNone}: deploy the good version again by its tag`)
}

/** Until the controller has made the newest ReplicaSet, what is "current" in the history is one release too old. */
function behind({ deployment, replicaSets }: Neighbour): Stand | null {
  const observed = numberAt(deployment, 'status', 'observedGeneration') ?? 0
  const isSeen = historyOf(deployment, replicaSets ?? []).some(({ isCurrent, revision }) => isCurrent && revision > 0)
  if (observed >= (deployment.metadata.generation ?? 0) && isSeen) return null
  return stays('its controller has not seen the present template: plan again in a few seconds')
}

/** T4: run twice, an undo of everything brings the bad build back. */
function backAlready({ deployment, replicaSets }: Neighbour): Stand | null {
  const current = historyOf(deployment, replicaSets ?? []).find(({ isCurrent }) => isCurrent)
  const from = current?.earlier.at(-1)
  return from === undefined ? null : stays(`rolled back already, to what was revision ${from}`)
}

function empty({ row }: Neighbour): Stand | null {
  return row.desired === 0 ? mayGo('0 replicas: no user is on it') : null
}

function restarted({ deployment, replicaSets }: Neighbour): Stand | null {
  const [before] = historyOf(deployment, replicaSets ?? []).filter(({ isCurrent }) => !isCurrent)
  if (before === undefined || !runsTheSame(templateOf(deployment), before.template)) return null
  return mayGo('restarted, the same code: an undo would change none of it')
}

function well({ row }: Neighbour): Stand | null {
  if (isIll(row)) return null
  const { errorRatio } = row
  if (errorRatio.state !== 'known') return mayGo('changed; its errors are not known')
  return mayGo(`changed, and well: errors ${formatRatio(errorRatio.value)}`)
}

function unsure({ ownership }: Neighbour): Stand | null {
  if (ownership.state !== 'value') return mayGo('who owns it has not been read')
  return ownership.value.state === 'unknown' ? mayGo(`who owns it is not known: ${ownership.value.reason}`) : null
}

function keptByGit({ ownership }: Neighbour): Stand | null {
  const git = gitOwner(ownership.state === 'value' ? ownership.value : null)
  return git ? mayGo(`${ownerText(git)} keeps what Git says: hold it first, or revert in Git`) : null
}

/** A command that people run: nothing of it acts before the next one, and the plan warns of that. */
const runByPeople: ReadonlySet<string> = new Set(['Helm'])

/** Who keeps it as Git has it, by itself; null for nobody. */
function gitOwner(ownership: Pick<Ownership, 'owners'> | null): Owner | null {
  return ownership?.owners.find(({ role, system }) => role === 'gitops' && !runByPeople.has(system)) ?? null
}
