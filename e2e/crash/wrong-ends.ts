import type { Line } from './read-journal.ts'

/**
 * How often one journal says of a run what cannot be: that it ended for certain while a request of it was in doubt, that it
 * was proved though no change of it took effect, or, after its end, that something more was to be sent. A run that is read
 * again ends again.
 */
export function wrongEnds(lines: readonly Line[]): number {
  const runs = new Map<string, Known>()
  return lines.filter((line) => {
    const id = line.body['runId']
    if (typeof id !== 'string') return false
    const known = runs.get(id) ?? { inDoubt: new Set(), hasTakenEffect: false, hasEnded: false }
    runs.set(id, known)
    return isWrong(line, known)
  }).length
}

/** What the lines before say of a run. */
interface Known {
  readonly inDoubt: Set<unknown>
  hasTakenEffect: boolean
  hasEnded: boolean
}

function isWrong({ kind, body }: Line, known: Known): boolean {
  const { attemptId, outcome } = body
  if (kind === 'intent') {
    known.inDoubt.add(attemptId)
    return known.hasEnded
  }
  if (kind === 'outcome' && outcome !== 'unknown') {
    known.inDoubt.delete(attemptId)
    known.hasTakenEffect ||= outcome === 'succeeded'
  }
  if (kind === 'note' && outcome === 'noChange') known.hasTakenEffect = true
  if (kind !== 'settled') return false
  known.hasEnded = true
  if (body['proved'] === true && !known.hasTakenEffect) return true
  return known.inDoubt.size > 0 && outcome !== 'unknown'
}
