import type { ServiceRow } from '../../contract/index.ts'
import { formatRatio } from '../../contract/words/format-measure.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { Canary } from '../providers/flagger/canary.ts'
import { canaryOf } from '../providers/flagger/of-workload.ts'
import { phaseWords } from '../providers/flagger/canary-panel.ts'
import { isOnTrial } from '../providers/flagger/phase.ts'
import { visibleText } from '../lib/visible-text.ts'
import { withCanaryMark } from './canary-mark.ts'

/**
 * The rows of what a person releases: a primary is a part of the service of its target, never one of its own. The target's
 * row shows the worse of the two, as its users do, and says which of them serves; where that is the target for good, as after a
 * promotion that failed, its numbers are the target's, for no user is on the primary. Where the target is not there, or where two
 * Canaries follow it, the rows stay as they are: then nothing says what belongs to what.
 * @param rateOf requests per second that reach a workload; undefined where nobody counted them
 */
export function withCanaries(
  rows: readonly ServiceRow[],
  canaries: readonly KubeObject[],
  rateOf: (workload: string) => number | undefined,
  now: Date
): readonly ServiceRow[] {
  if (canaries.length === 0) return rows
  const deployments = rows.filter(({ ref }) => ref.kind === undefined)
  const byName = new Map(deployments.map((row) => [row.ref.name, row]))
  const joined = new Map<string, ServiceRow>()
  const primaries = new Set<string>()
  for (const row of deployments) {
    const found = canaryOf(row.ref, canaries)
    if (found.kind !== 'one' || found.role !== 'target') continue
    const { canary } = found
    const primary = byName.get(canary.primary)
    if (primary !== undefined) primaries.add(canary.primary)
    const hasTarget = canary.failed === 'promotion'
    const serving = hasTarget || primary === undefined ? row : primary
    const own = hasTarget
      ? besidePrimary(row, primary)
      : weighed(worseOf(row, primary, getsCopies(canary)), primary, rateOf)
    joined.set(row.ref.name, {
      ...withCanaryMark(own, canary, now),
      ref: row.ref,
      uid: row.uid,
      changedAt: row.changedAt,
      desired: serving.desired,
      ready: serving.ready,
      podReason: serving.podReason,
      owners: row.owners,
      canary: {
        name: visibleText(canary.name, 253),
        phase: phaseWords(canary),
        serves: serving === row ? 'target' : 'primary'
      }
    })
  }
  return rows.flatMap((row) => {
    if (row.ref.kind !== undefined) return [row]
    return primaries.has(row.ref.name) ? [] : [joined.get(row.ref.name) ?? row]
  })
}

/**
 * Whether the target gets copies of requests and none of a user: what its own proxy counts, nobody sees (fluxcd/flagger
 * pkg/controller/scheduler.go runCanary, runBlueGreen: mirrored, at a weight of 0).
 */
function getsCopies({ mirrors, phase, statusWeight }: Canary): boolean {
  return mirrors && statusWeight === 0 && isOnTrial(phase)
}

/** Errors of a release on trial as all users see them: a tenth of the requests that fails is no outage. */
function weighed(
  row: ServiceRow,
  primary: ServiceRow | undefined,
  rateOf: (workload: string) => number | undefined
): ServiceRow {
  const { errorRatio, errorCrossing } = row
  if (primary === undefined || row === primary || errorRatio.state !== 'known' || errorCrossing === null) return row
  const [own, rest] = [rateOf(row.ref.name), rateOf(primary.ref.name)]
  if (own === undefined || rest === undefined || !(own + rest > 0)) return row
  const share = own / (own + rest)
  const ofAll = errorRatio.value * share
  const counted = (ratio: number): number => Math.min(99, ratio * 100)
  return {
    ...row,
    onTrial: { share, ofAll },
    troubleText: row.troubleText.replace(
      /^errors ([^,]+), /,
      `errors $1 on the canary, ${formatRatio(ofAll)} of all users; `
    ),
    rank: row.rank - counted(errorRatio.value) + counted(ofAll)
  }
}

/** A target that all users are on, with what is worse of the primary that they have left. */
function besidePrimary(target: ServiceRow, primary: ServiceRow | undefined): ServiceRow {
  if (primary === undefined || primary.rank <= target.rank) return target
  const own = target.trouble === 'changed' || target.troubleText === '' ? '' : `${target.troubleText}; `
  return {
    ...target,
    trouble: primary.trouble,
    troubleText: `${own}${primary.ref.name}: ${primary.troubleText}`,
    rank: primary.rank
  }
}

function worseOf(target: ServiceRow, primary: ServiceRow | undefined, isCopied: boolean): ServiceRow {
  if (primary === undefined) return target
  if (isCopied) return primary
  // At rest the target has no pods, and what its own metrics lack is no trouble.
  if (target.desired === 0) return primary
  return primary.rank > target.rank ? primary : target
}
