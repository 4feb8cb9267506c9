import type { SignalId } from '../../contract/index.ts'

/** What a proof shows to be within its limits. */
const proving: readonly SignalId[] = ['errorRatio', 'p95', 'availability', 'requestRate']

/** Whether a proof has shown of a signal that the time over its limit was over then. */
export function isProvedBy(id: SignalId): boolean {
  return proving.includes(id)
}
