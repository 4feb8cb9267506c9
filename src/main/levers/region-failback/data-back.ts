import type { AzureReader, RegionView } from '../../ports/azure.ts'
import type { PlanTools } from '../../ports/lever.ts'
import { readyPart, type ReadyPart } from '../data-frame/index.ts'
import { readyPostgres, type ReadyPostgres } from '../postgres-frame/index.ts'
import { readyGroup, type ReadyGroup } from '../sql-frame/index.ts'
import type { Snapshot } from './snapshot.ts'

/** What is known before anything of the data is read. */
interface SeenBeforeBack {
  readonly view: RegionView | null
  /** Region that users are led to again; empty where that is not known. */
  readonly home: string
}

/**
 * What was not moved by the run that is taken back, or whose region is not known, is not moved back: something else may have
 * moved it meanwhile, and then it is not where users are led.
 */
function isRead({ view, home }: SeenBeforeBack): boolean {
  return view !== null && home !== ''
}

/** The operator is offered no move of it: nothing says where it was. */
function unrecorded<Part extends { readonly kind: string }>(part: Part): Part {
  return part.kind === 'stays' ? { ...part, couldMove: false } : part
}

/** Where the data was moved, it goes back before users do: to the region that wrote, by the planned change and no other. */
export async function dataBack(
  azure: AzureReader,
  before: SeenBeforeBack,
  { data, isDataLeftOut }: Snapshot,
  tools: PlanTools
): Promise<ReadyPart> {
  const { view, home } = before
  if (!data) {
    if (!isRead(before)) return { kind: 'none' }
    return unrecorded(await readyPart(azure, { view }, { region: home, mayOffline: false, isLeftOut: true }, tools))
  }
  const wish = { region: data.writes, mayOffline: false, isLeftOut: isDataLeftOut }
  return readyPart(azure, { view, account: data }, wish, tools)
}

/** The same of a failover group: to the server that was primary, by the planned failover and no other. */
export async function groupBack(
  azure: AzureReader,
  before: SeenBeforeBack,
  { sql, isDataLeftOut }: Snapshot,
  tools: PlanTools
): Promise<ReadyGroup> {
  const { view, home } = before
  if (!sql) {
    if (!isRead(before)) return { kind: 'none' }
    return unrecorded(await readyGroup(azure, { view }, { region: home, mayOffline: false, isLeftOut: true }, tools))
  }
  const wish = { region: sql.location, mayOffline: false, isLeftOut: isDataLeftOut }
  return readyGroup(azure, { view, recorded: sql }, wish, tools)
}

/** The same of PostgreSQL: to the server that was primary, by the planned switch and no other. */
export async function postgresBack(
  azure: AzureReader,
  before: SeenBeforeBack,
  { postgres, isDataLeftOut }: Snapshot,
  tools: PlanTools
): Promise<ReadyPostgres> {
  const { view, home } = before
  if (!postgres) {
    if (!isRead(before)) return { kind: 'none' }
    return unrecorded(await readyPostgres(azure, { view }, { region: home, mayOffline: false, isLeftOut: true }, tools))
  }
  const wish = { region: postgres.location, mayOffline: false, isLeftOut: isDataLeftOut }
  return readyPostgres(azure, { view, recorded: postgres }, wish, tools)
}
