import { lastValue, type Observed, type ServiceRow } from '../../contract/index.ts'
import { joinedLeftOut, withLeftOut } from '../lib/left-out.ts'
import { worstFirst } from './service-rows.ts'

type Rows = Observed<readonly ServiceRow[]>

/**
 * The rows of several namespaces as one list, worst first, as old as the oldest of them. One that cannot be read spoils
 * nothing: its rows are missing, or stand as they were. Only when none can be read is the list what they are.
 */
export function joinedRows(parts: readonly Rows[]): Rows | null {
  const known = parts.flatMap((part) => lastValue(part) ?? []).toSorted(worstFirst)
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
