import type { StillOpen } from '../still-open.ts'
import type { SignalId } from '../verdict.ts'
import { utc } from './format-time.ts'

/** Of what no lever proves by itself; of anything else the readings say it. */
const words: Partial<Readonly<Record<SignalId, { readonly whether: string; readonly asks: string }>>> = {
  memoryLeft: { whether: 'Whether memory still grows', asks: 'Memory grows still.' },
  business: { whether: 'Whether the business is well again', asks: 'The business is still under its floor.' },
  securityIncident: { whether: 'Whether the security incident is over', asks: 'The security incident goes on.' },
  customerReports: { whether: 'Whether it is better for customers', asks: 'Customers report trouble again.' }
}

/** `Whether memory still grows is known from 08:40 on.`, a sentence each; empty where nothing is open. */
export function openWords(open: readonly StillOpen[], nowMs: number): string {
  return open.flatMap((one) => wordsOf(one, nowMs)).join(' ')
}

function wordsOf({ signal, tellsAt, isAsking }: StillOpen, nowMs: number): readonly string[] {
  const said = words[signal]
  if (said === undefined) return []
  if (isAsking) return [said.asks]
  if (signal === 'customerReports' || signal === 'securityIncident') return [`${said.whether} nobody has said yet.`]
  if (tellsAt === null || Date.parse(tellsAt) <= nowMs) return [`${said.whether} is not known yet.`]
  return [`${said.whether} is known from ${utc(tellsAt)} on.`]
}
