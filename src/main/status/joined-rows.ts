import { lastValue, type Observed, type ServiceRow, type TroubleKind } from '../../contract/index.ts'
import { joinedLeftOut, withLeftOut } from '../lib/left-out.ts'
import { belowAll, worstFirst } from './service-rows.ts'

type Rows = Observed<readonly ServiceRow[]>

/**
 * The rows of several namespaces as one list, worst first, as old as the oldest of them. One that cannot be read spoils
 * nothing: its rows are missing, or stand as they were. Only when none can be read is the list what they are.
 */
export function joinedRows(parts: readonly Rows[]): Rows | null {
  const known = parts.flatMap((part) => belowOthers(lastValue(part) ?? [])).toSorted(worstFirst)
  const read = parts.flatMap((part) => (part.state === 'value' ? [part.observedAt] : []))
  const oldest = read.toSorted()[0]
  if (oldest !== undefined)
    return withLeftOut({ state: 'value', value: known, observedAt: oldest }, joinedLeftOut(parts))
  const lost = parts.find((part) => part.state === 'unreachable')
  if (lost === undefined) return parts.find(({ state }) => state !== 'loading') ?? parts[0] ?? null
  const lastAt = parts
    .flatMap((part) => (part.state === 'unreachable' && part.last ? [part.last.observedAt] : []))
    .toSorted()[0]
  const { last: _, ...rest } = lost
  return lastAt === undefined ? rest : { ...rest, last: { value: known, observedAt: lastAt } }
}

const restful = new Set<TroubleKind>(['calm', 'changed', 'unknown'])

/**
 * The rows of one namespace, those that nothing is wrong with below every other where no service of it has requests: what
 * the cluster itself runs on is looked at last.
 */
function belowOthers(rows: readonly ServiceRow[]): readonly ServiceRow[] {
  const isUsed = rows.some(({ errorRatio }) => errorRatio.state === 'known' || errorRatio.why !== 'noTraffic')
  return isUsed ? rows : rows.map((row) => (restful.has(row.trouble) ? { ...row, rank: row.rank - belowAll } : row))
}
