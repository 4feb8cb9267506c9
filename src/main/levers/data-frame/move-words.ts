import type { Change, DebtView, StepId } from '../../../contract/index.ts'
import { accountTarget, moveStep, writeRegion, type WriteRegionFacts } from '../../actions/write-region/index.ts'
import type { AzureReader } from '../../ports/azure.ts'
import type { DoStep } from '../../ports/step.ts'
import { orderWith } from '../../providers/azure/account-request.ts'
import { lossOf } from '../../providers/azure/data-standing.ts'
import { announcedDebts } from '../plan-frame/index.ts'
import type { Move, MoveSituation } from '../../providers/azure/data-move.ts'

/** A move as a step of a plan. `onFailure` as of any step. */
export function moveStepOf(
  azure: Pick<AzureReader, 'cloud'>,
  { account }: Pick<MoveSituation, 'account'>,
  { how, from, to }: Move,
  {
    id,
    after,
    onFailure
  }: { readonly id: StepId; readonly after: readonly StepId[]; readonly onFailure: 'stop' | 'goOn' }
): DoStep<WriteRegionFacts> {
  const { subscription, group, regions } = account
  const order = regions.map(({ name }) => name)
  const facts = { subscription, group, account: account.account, how, from: from.name, to: to.name, order }
  return { ...moveStep({ id, facts, after }, accountTarget(azure, account)), onFailure }
}

/** Before and after of a move. */
export function moveChanges({ account }: Pick<MoveSituation, 'account'>, { how, from, to }: Move): readonly Change[] {
  const order = account.regions.map(({ name }) => name)
  const after = how === 'offline' ? order.filter((name) => name !== from.name) : orderWith(account, to.name)
  return [
    { kind: 'value', title: `${account.account}, writes`, before: from.name, after: to.name },
    {
      kind: 'value',
      title: `${account.account}, regions by priority`,
      before: order.join(', '),
      after: after.join(', ')
    }
  ]
}

/** What is good to know of a move. */
export function moveNotes(
  { account: { isServiceManaged } }: Pick<MoveSituation, 'account'>,
  { how, from, to }: Move
): readonly string[] {
  const common = [
    `Applications may be refused writes until their SDK has noticed (403, substatus 3). Private endpoints, firewalls and throughput of ${to.name} are not seen here.`
  ]
  if (how === 'planned') return common
  return [
    `What was written in ${from.name} and had not arrived elsewhere may come back later, in the conflict feed.`,
    ...(isServiceManaged ? ['Service-managed failover is on: Azure may move it at the same time.'] : []),
    ...common
  ]
}

/** What a move is about, for `blast`. */
export function moveBlast({ account }: Pick<MoveSituation, 'account'>, { how }: Move): string {
  return how === 'offline' && lossOf(account).isSome
    ? `what is written to ${account.account}; its last writes may be lost`
    : `everything that is written to ${account.account}`
}

/** What is typed where a region is taken offline: it names what is lost. */
export function offlineTyped({ account }: Pick<MoveSituation, 'account'>, { from }: Move): string {
  return `offline ${from.name} ${account.account}`
}

/** What a move leaves behind, as its action will write it down. */
export function moveDebts(step: DoStep): readonly DebtView[] {
  return announcedDebts(step, writeRegion)
}
