import type { LeftOut, Observed } from '../../contract/index.ts'
import { joinedLeftOut } from '../lib/left-out.ts'

/** What the objects that services are made of are without. */
export function leftOutOfAll(
  read: Readonly<Record<'deployments' | 'replicaSets' | 'pods', Observed<unknown>>>
): LeftOut | undefined {
  return joinedLeftOut([read.deployments, read.replicaSets, read.pods])
}
