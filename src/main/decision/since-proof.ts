import type { EarlierVerdict } from './asked.ts'
import { isProvedBy } from './proved-by.ts'

/** The verdict before, unless a proof has ended since what it was about; null then. */
export function sinceProof(previous: EarlierVerdict | null, provedAt: string | null): EarlierVerdict | null {
  if (previous === null || provedAt === null || Date.parse(previous.judgedAt) > Date.parse(provedAt)) return previous
  const { unended = [] } = previous
  return unended.length > 0 && unended.every(isProvedBy) ? null : previous
}
