import type { SignalId } from '../../contract/index.ts'
import type { EarlierVerdict } from './asked.ts'

/** What a proof shows to be within its limits. */
const proving: readonly SignalId[] = ['errorRatio', 'p95', 'availability', 'requestRate']

/** Whether a proof has shown of a signal that the time over its limit was over then. */
export function isProvedBy(id: SignalId): boolean {
  return proving.includes(id)
}

/** The verdict before, unless a proof has ended since what it was about; null then. */
export function sinceProof(previous: EarlierVerdict | null, provedAt: string | null): EarlierVerdict | null {
  if (previous === null || provedAt === null || Date.parse(previous.judgedAt) > Date.parse(provedAt)) return previous
  const { unended = [] } = previous
  return unended.length > 0 && unended.every(isProvedBy) ? null : previous
}
