import { FailureError, failureOf, type RequestInput } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConsolePorts } from '../ports/console.ts'
import type { EvidenceKeeping } from './evidence-keeping.ts'
import { promisedIn } from '../report/index.ts'
import { done, type Handlers } from './handlers.ts'
import type { PreventionRequests } from './prevention.ts'
import type { Profile } from './profile.ts'
import type { RecordKeeper } from './record-keeper.ts'
import { reportName } from './report-name.ts'
import type { Sessions } from './sessions.ts'
import type { Shell } from './shell.ts'
import type { Workspace } from './workspace.ts'

export interface RecordHandlersOptions {
  readonly ports: Pick<ConsolePorts, 'dialogs' | 'clipboard'>
  readonly clock: Clock
  readonly shell: Shell
  readonly workspace: Workspace
  readonly record: RecordKeeper
  readonly profile: Profile
  readonly sessions: Sessions
  readonly evidence: EvidenceKeeping
  readonly prevention: PreventionRequests
  readonly keepEvidence: (why: string) => Promise<{ readonly folder: string }>
  /** What the window shows now, as text. */
  readonly textOf: (what: RequestInput<'clipboard.copy'>['what']) => string
}

/** The record and what is made of it, what is kept beside it, and the person's own files. */
export function recordHandlers(options: RecordHandlersOptions) {
  const { ports, clock, shell, workspace, record, profile, sessions, evidence, prevention } = options
  return {
    'task.tick': ({ taskId, state }) => done(record.tick(taskId, state)),
    'task.note': ({ taskId, text }) => done(record.taskNote(taskId, text)),
    'record.open': ({ firstSeq }) => done(sessions.openRecord(firstSeq)),
    'record.close': () => done(sessions.closeRecord()),
    'record.command': ({ seq }) => {
      const body = record.command(seq)
      if (body) return body
      throw new FailureError(failureOf('notFound', 'There is no such line in the record.'))
    },
    'record.find': ({ text }) => ({ seqs: record.findCommands(text) }),
    'report.set': ({ field, value }) => done(record.setReportField(field, value)),
    'report.read': () => record.report(),
    'report.save': async () => {
      const { markdown } = record.report()
      const path = await ports.dialogs.saveReport(markdown, reportName(clock.now(), record.service()?.name))
      if (path) await record.exported(path, markdown)
      return { path }
    },

    'evidence.keep': () => options.keepEvidence('on demand'),
    'evidence.list': () => evidence.list(),
    'evidence.read': ({ folder, path }) => evidence.read(folder, path),
    'evidence.save': ({ folder }) => evidence.save(folder),
    'evidence.openZip': () => evidence.openZip(),
    'evidence.show': ({ folder }) => evidence.show(folder),
    'prevention.recorded': () => prevention.recorded(),
    'prevention.read': () => prevention.read(),
    'prevention.dryRun': ({ id }) => prevention.dryRun(id),

    'incidents.report': ({ firstSeq }) => record.earlierReport(firstSeq),
    'incidents.read': () => done(profile.readIncidents()),
    'contacts.edit': () => profile.editContacts(),
    'contacts.save': ({ text }) => profile.saveContacts(text),
    'place.show': ({ place }) => profile.show(place),
    'clipboard.copy': ({ what }) => {
      const text = options.textOf(what)
      ports.clipboard.write(text)
      if (what.kind === 'statusUpdate') void record.statusUpdate(text, promisedIn(text, clock.now()))
      return { text }
    },
    'preferences.set': (display) => {
      workspace.setDisplay(display)
      shell.set({ preferences: workspace.display() })
      return null
    }
  } satisfies Partial<Handlers>
}
