import type { Feeds } from '../../contract/index.ts'

/** Nothing decided, nothing planned. */
export const noDecision: Feeds['decision'] = { levers: [], traps: [], plan: null, failure: null }

const noMeters = { file: null, known: [], problems: [] } as const
const noMatrix = { file: null, isOwn: false, differences: [], contradictions: [], problems: [] } as const

/** Every feed before anything has been read. */
export function initialFeeds(shell: Feeds['shell'], journalDir: string): Feeds {
  return {
    shell,
    services: null,
    service: null,
    verdict: null,
    decision: noDecision,
    lastKnown: null,
    run: null,
    earlierRuns: [],
    watches: [],
    debts: [],
    checklist: { runbook: '', title: '', subtitle: '', tasks: [], update: null, problems: [] },
    record: { health: { state: 'healthy', path: journalDir }, commands: [], timeline: [] },
    practice: null,
    profile: { contacts: [], problems: [], places: [], matrix: noMatrix, meters: noMeters, incidents: null },
    output: null,
    changes: null,
    charts: null
  }
}
