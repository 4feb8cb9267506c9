import type { Check } from '../../contract/index.ts'
import { formatRatio } from '../../contract/words/format-measure.ts'
import type { Limits } from '../ports/limits.ts'
import type { ReadPlace } from '../ports/place.ts'

export type CheckName = 'outcome' | 'rollout' | 'pods' | 'errorRatio' | 'latency' | 'drift'

const titlesFor = ({ errorRatio, latencyTimesNormal }: Limits): Readonly<Record<CheckName, string>> => ({
  outcome: 'It asks for the revision',
  rollout: 'Rolled out, by the rules of kubectl rollout status',
  pods: 'All pods ready, no restart since',
  errorRatio: `Error ratio under ${formatRatio(errorRatio)}`,
  latency: `P95 under ${latencyTimesNormal} times normal`,
  drift: 'Referenced ConfigMaps and Secrets as they were'
})

/** Checks that a proof needs. The others inform, and of those only a False of latency speaks against it. */
const required: readonly CheckName[] = ['outcome', 'rollout', 'pods', 'errorRatio']

function blocks(name: CheckName, status: Check['status']): boolean {
  return required.includes(name) ? status !== 'True' : name === 'latency' && status === 'False'
}

/** Whether the checks prove that the service recovered; Unknown is never enough. */
export function isProof(checks: readonly Check[]): boolean {
  return required.every((name) => checks.some((check) => check.name === name)) && !checks.some((check) => check.blocks)
}

/** The checks of one run, each as it was last seen. */
export interface CheckBoard {
  all(): readonly Check[]
  set(name: CheckName, status: Check['status'], evidence: string, putBack?: Check['putBack']): void
}

export function createCheckBoard({ clock, limits }: Pick<ReadPlace, 'clock' | 'limits'>): CheckBoard {
  const titles = titlesFor(limits)
  const checks = new Map<CheckName, Check>()
  const board: CheckBoard = {
    all: () => [...checks.values()],
    set(name, status, evidence, putBack) {
      checks.set(name, {
        name,
        title: titles[name],
        status,
        blocks: blocks(name, status),
        evidence,
        observedAt: clock.now().toISOString(),
        ...(putBack ? { putBack } : {})
      })
    }
  }
  for (const name of ['outcome', 'rollout', 'pods', 'errorRatio', 'latency', 'drift'] as const) {
    board.set(name, 'Unknown', 'Not looked at yet')
  }
  return board
}
