import { asksForChange, isMeasured, type Verdict } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'

/** A time in which nothing could be told of the readings, milliseconds since 1970. */
export interface Hole {
  readonly from: number
  readonly to: number
}

/** A time in which readings were over a limit, milliseconds since 1970. */
export interface Trouble {
  readonly from: number
  readonly to: number
  /** By what it ended: a measured reading under every limit, a proof, or nothing that the records say. */
  readonly end: 'calm' | 'proof' | 'open'
  /** When nothing was measured, in order. Where the last one reaches to the end, that came at the latest then. */
  readonly holes: readonly Hole[]
  /** What was over its limit at any time of it. */
  readonly signals: ReadonlySet<string>
}

type Said = Pick<Verdict, 'level' | 'firstCrossedAt'> & { readonly judgements: Verdict['judgements'] }
type Open = {
  from: number
  holes: Hole[]
  blindAt: number | null
  signals: ReadonlySet<string>
  all: ReadonlySet<string>
}

/**
 * When readings were over a limit, by the verdicts and the proofs of an incident, in order. What is not measured is never
 * under a limit: only a verdict ends a trouble that has measured again what was over its limit.
 * @param startedAt when the first one began, ISO
 */
export function troublesIn(records: readonly JournalRecord[], startedAt: string): readonly Trouble[] {
  const troubles: Trouble[] = []
  let open: Open | null = null
  let provedMs = -Infinity
  let lastMs = -Infinity
  function close(to: number, end: Trouble['end']): void {
    if (open === null) return
    const { from, holes, blindAt, all: signals } = open
    const blind = blindAt === null || blindAt >= to ? holes : [...holes, { from: blindAt, to }]
    if (to > from) troubles.push({ from, to, end, holes: blind, signals })
    open = null
  }
  for (const { kind, t, body } of records) {
    const at = Date.parse(t)
    lastMs = Math.max(lastMs, at)
    if ((kind === 'reconcile' || kind === 'settled') && body['proved'] === true) {
      close(at, 'proof')
      provedMs = at
    }
    const verdict = kind === 'verdict' ? saidIn(body['verdict']) : null
    if (verdict === null) continue
    const firing = verdict.judgements.filter(({ result }) => result === 'fires' || result === 'waits')
    if (verdict.firstCrossedAt !== null) {
      const crossedMs = Date.parse(verdict.firstCrossedAt)
      // The proof has seen what only asks to prepare, and holds all the same.
      if (open === null && crossedMs <= provedMs && !isUrgent(verdict)) continue
      const endMs = troubles.at(-1)?.to ?? -Infinity
      open ??= {
        from: crossedMs > endMs ? crossedMs : at,
        holes: [],
        blindAt: null,
        signals: new Set(),
        all: new Set()
      }
      if (troubles.length === 0) open.from = Math.min(Date.parse(startedAt), crossedMs)
      if (open.blindAt !== null) open.holes.push({ from: open.blindAt, to: at })
      open.blindAt = null
      open.signals = new Set(firing.map(({ signal }) => signal))
      open.all = new Set([...open.all, ...firing.flatMap(({ signal, level }) => (level === 'hold' ? [] : [signal]))])
    } else if (open !== null) {
      if (isCalm(verdict, open.signals)) close(at, 'calm')
      else open.blindAt ??= at
    }
  }
  const { blindAt } = open ?? { blindAt: null }
  close(blindAt ?? lastMs, 'open')
  return troubles
}

function isUrgent({ level }: Said): boolean {
  return asksForChange(level) && level !== 'prepare'
}

/** Users' signals are measured, and what was over its limit is, and is not any more. What is not judged at all is not measured. */
function isCalm(verdict: Said, signals: ReadonlySet<string>): boolean {
  return (
    isMeasured(verdict) &&
    [...signals].every((id) => verdict.judgements.some(({ signal }) => signal === id)) &&
    verdict.judgements.every(
      ({ signal, result, level }) =>
        result === 'quiet' || (result === 'unknown' ? !signals.has(signal) : result === 'fires' && level === 'hold')
    )
  )
}

function saidIn(value: unknown): Said | null {
  if (typeof value !== 'object' || value === null || !('firstCrossedAt' in value)) return null
  const { judgements } = value as Partial<Verdict>
  return { ...(value as Said), judgements: Array.isArray(judgements) ? judgements : [] }
}
