import type { Plan } from '../../../contract/index.ts'

/** What the words for the status page depend on. */
export interface OutsideOf {
  /** The endpoint that users are led away from was found ill. */
  readonly isIll: boolean
  /** What was written last may be lost by it. */
  readonly mayLose: boolean
  /** The data goes nowhere, although the region that it is in may be down. */
  readonly isDataLeft: boolean
}

/** What users of the service may be told of a failover: nothing is claimed of a region that was only switched away from. */
export function saidOutside({ isIll, mayLose, isDataLeft }: OutsideOf): NonNullable<Plan['words']['outside']> {
  const also = [
    ...(isIll ? ['The region that did not answer stays out of use until it is well.'] : []),
    ...(mayLose ? ['Changes made shortly before it may be lost.'] : []),
    ...(isIll && isDataLeft ? ['[Changes may not be possible yet.]'] : [])
  ]
  return {
    doing: 'Users are being sent to another region.',
    done: ['Users are sent to another region.', ...also].join(' ')
  }
}
