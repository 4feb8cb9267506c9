import type { Feeds, ReportView } from '../../contract/index.ts'

const empty = { value: '', source: 'empty' } as const

const emptyReport: ReportView = {
  fields: {
    trigger: empty,
    startedAt: empty,
    detectedAt: empty,
    restoredAt: empty,
    impact: empty,
    rootCause: empty,
    actionItems: empty
  },
  markdown: '',
  missing: []
}

/** Nothing decided, nothing planned. */
export const noDecision: Feeds['decision'] = { levers: [], traps: [], plan: null, failure: null }

/** Every feed before anything has been read. */
export function initialFeeds(shell: Feeds['shell'], journalDir: string): Feeds {
  return {
    shell,
    services: null,
    service: null,
    verdict: null,
    decision: noDecision,
    run: null,
    checklist: { runbook: '', title: '', subtitle: '', tasks: [], problems: [] },
    record: { health: { state: 'healthy', path: journalDir, lastSeq: 0 }, commands: [], timeline: [] },
    report: emptyReport,
    practice: null,
    profile: { contacts: [], problems: [], places: [], incidents: null },
    output: null
  }
}
