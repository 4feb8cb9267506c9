import * as z from 'zod/mini'
import type { Result } from './failure.ts'
import { azureClouds, azureWays, type AzureAccountView } from './azure-account.ts'
import type { ConnectionView, EnvironmentView, FoundProfile } from './environment.ts'
import { chartIds, chartWindows } from './charts.ts'
import type { EvidenceView } from './evidence.ts'
import { proposalIds, type PreventionView, type ProposalDryRun } from './prevention.ts'
import { judgedLength, type JudgedText } from './judged-text.ts'
import { otherKinds } from './service.ts'
import type { QuickCommand } from './quick-command.ts'
import { placeIds } from './profile.ts'
import { reportedSignals, reportStates } from './verdict.ts'
import { reportFields, type CommandBody, type ReportView } from './record.ts'
import type { WireRequest } from './step.ts'

const id = z.string().check(z.minLength(1), z.maxLength(128))
const shortText = z.string().check(z.maxLength(4_096))
const longText = z.string().check(z.maxLength(1_048_576))
/** Of what is pasted; what is larger comes as a file, which is read outside the page's reach. */
const kubeconfigText = z.string().check(z.maxLength(2 * 1_048_576))
/** What a person writes into a field of the report. */
const reportText = z.string().check(z.maxLength(16_384))
/** Sizes of panes by their names; no more names than there are panes. */
const paneSizes = z
  .record(z.string().check(z.regex(/^[a-zA-Z][\w-]{0,31}$/)), z.number().check(z.minimum(0), z.maximum(100_000)))
  .check(z.refine((panes) => Object.keys(panes).length <= 16))
const ref = z.strictObject({
  namespace: id,
  name: z.string().check(z.minLength(1), z.maxLength(253)),
  kind: z.exactOptional(z.enum(otherKinds))
})
const guid = z.string().check(z.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i))
/** Id or domain of a tenant; `organizations` for whichever one a person is of. */
const tenant = z.string().check(z.regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])$/i))
/** Number of a journal record. */
/** A name of DNS, in lower case, without the last dot. */
const hostName = z.string().check(z.regex(/^[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_-]{1,63})+$/), z.maxLength(253))
const seq = z.number().check(z.int(), z.minimum(0))
/** Names the object that a debt is about. */
const debtId = z.string().check(z.minLength(1), z.maxLength(1_024))
const nothing = z.strictObject({})
/** What was chosen among a lever's options; the lever itself checks what it says. */
const choice = z.record(id, z.union([shortText, z.number(), z.boolean()]))
/** The connection whose kubeconfig gives way to the new one; what was said and approved of it stays. */
const replaces = z.optional(id)
const importing = z.strictObject({ replaces })

/**
 * Every request the renderer (or the autopilot) may make, with the schema that main checks it against.
 * A request names ids and digests; never a URL, a patch, a command or a file's content that main would run.
 */
export const requests = {
  /** Imports `$KUBECONFIG` or `~/.kube/config`, merged as kubectl does. */
  'connection.importDefault': importing,
  /** Asks the keychain again, after it was unlocked or installed. */
  'keychain.probe': nothing,
  /** Main shows the file dialog and imports the chosen file. */
  'connection.importFile': importing,
  'connection.importText': z.strictObject({ replaces, text: kubeconfigText }),
  'connection.test': z.strictObject({ connectionId: id, context: id }),
  'connection.approveExec': z.strictObject({ connectionId: id, context: id, sha256: id }),
  /** `url` as the context shows it. */
  'connection.approveProxy': z.strictObject({ connectionId: id, context: id, url: shortText }),
  'connection.forget': z.strictObject({ connectionId: id }),
  /**
   * Starts the drill in its own process and opens it: the first exercise and a seed by chance when left out. An open
   * environment that is no drill is left only with `leave`.
   */
  'drill.start': z.strictObject({
    speed: z.optional(z.number().check(z.minimum(1), z.maximum(100))),
    exercise: z.optional(id),
    seed: z.optional(z.number().check(z.int(), z.minimum(0), z.maximum(999_999_999_999_999))),
    leave: z.optional(z.boolean())
  }),
  'drill.stop': nothing,
  /** Stops the drill and opens what was open before it. */
  'drill.back': nothing,
  'practice.hint': nothing,
  /** Ends the exercise; the drill stays open until it is stopped. */
  'practice.end': nothing,
  /** Takes the debrief away. */
  'practice.putAway': nothing,
  'environment.open': z.strictObject({
    connectionId: id,
    context: id,
    name: z.string().check(z.minLength(1), z.maxLength(63)),
    /** Left out, it counts as production, and nobody has said so. */
    kind: z.optional(z.enum(['production', 'staging', 'drill'])),
    namespace: z.optional(z.string().check(z.maxLength(63)))
  }),
  'environment.close': nothing,
  /** Stops waiting for a connection that is being opened or tested, and ends a program that is signing in for it. */
  'environment.stopWaiting': nothing,
  /** Brings the window, and with it what the system asks over it, to the front. Answers nothing. */
  'question.show': nothing,
  'environment.chooseNamespace': z.strictObject({ namespace: z.string().check(z.minLength(1), z.maxLength(63)) }),
  /** Lists the services of all namespaces that may be read instead of those of the chosen one, or no longer. */
  'environment.listEverywhere': z.strictObject({ on: z.boolean() }),
  /**
   * Sets where Prometheus is by hand; `null` goes back to finding it. A secret goes to the keychain; without one the one that is
   * there for the same address and user stays.
   */
  'environment.setPrometheus': z.strictObject({
    target: z.nullable(
      z.union([
        z.strictObject({
          namespace: id,
          service: id,
          port: id,
          scheme: z.enum(['http', 'https']),
          path: z.exactOptional(z.string().check(z.regex(/^(\/[\w.~-]+)+$/), z.maxLength(200))),
          cluster: z.exactOptional(id),
          meter: z.exactOptional(id),
          through: z.exactOptional(z.literal('portForward'))
        }),
        z.strictObject({
          url: z.string().check(z.minLength(1), z.maxLength(500)),
          signIn: z.enum(['none', 'bearer', 'basic', 'certificate', 'azure']),
          user: z.exactOptional(z.string().check(z.regex(/^[^\p{Cc}:]+$/u), z.maxLength(200))),
          account: z.exactOptional(id),
          tenant: z.exactOptional(z.string().check(z.regex(/^[\x21-\x7e]+$/), z.maxLength(200))),
          cluster: z.exactOptional(id),
          meter: z.exactOptional(id),
          secret: z.exactOptional(z.string().check(z.minLength(1), z.maxLength(16_384)))
        })
      ])
    )
  }),
  /** Reaches the Prometheus in use the other way: by a port-forward instead of the service proxy, or back. */
  'environment.switchPrometheus': nothing,
  /**
   * Signs in to Azure as somebody new, who is kept. A secret goes to the keychain; a certificate or a token file is chosen in a
   * dialog of main's, and so is whether a program may run.
   */
  'azure.add': z.strictObject({
    way: z.enum(azureWays),
    cloud: z.enum(azureClouds),
    tenant,
    client: z.exactOptional(guid),
    secret: z.exactOptional(z.string().check(z.minLength(1), z.maxLength(1_024)))
  }),
  /** Signs in again as somebody who is kept, with what Azure wanted besides. */
  'azure.signIn': z.strictObject({ accountId: id }),
  /** Forgets somebody, and what they signed in with. */
  'azure.signOut': z.strictObject({ accountId: id }),
  /** Gives up the sign-in that waits. */
  'azure.stop': nothing,
  /** Finds a Traffic Manager profile that an account may read, by its name or by a host name that leads to it. Keeps nothing. */
  'azure.findProfile': z.strictObject({
    accountId: id,
    text: z.string().check(z.regex(/^[a-z0-9_][a-z0-9._-]*$/i), z.maxLength(253))
  }),
  /** Says what is in front of the open environment, and which account looks after it; `null` for nothing. */
  'environment.setAzure': z.strictObject({
    target: z.nullable(
      z.strictObject({
        accountId: id,
        profile: z.string().check(z.regex(/^\/subscriptions\/[\w()./-]+$/), z.maxLength(1_024)),
        names: z.exactOptional(z.array(hostName).check(z.maxLength(8)))
      })
    )
  }),
  'service.open': z.strictObject({ ref }),
  'service.close': nothing,
  /** Says what a panel asks about the open service; it is remembered for that. Empty takes it back. */
  'panel.choose': z.strictObject({ ref, panel: id, value: z.string().check(z.maxLength(512)) }),
  /** Marks something that can be chosen, such as a revision; `subject` is the option's `markable`. */
  'standing.mark': z.strictObject({
    ref,
    subject: id,
    mark: z.enum(['good', 'bad', 'none']),
    note: z.optional(shortText)
  }),
  /** Plans a lever; `choice` only when the operator chose, otherwise the lever takes what it recommends. */
  'plan.prepare': z.strictObject({
    lever: id,
    choice: z.optional(choice),
    continues: z.optional(z.strictObject({ runId: id, how: z.enum(['goOn', 'takeBack']) }))
  }),
  /** Judges text that somebody pasted, for the open service as it is now. Nothing of it is ever run. */
  'command.judge': z.strictObject({ text: z.string().check(z.maxLength(judgedLength)) }),
  /** The procedure's quick reference, filled in and judged for the open service as it is now. */
  'commands.quick': nothing,
  /** What one step of the plan on the screen, or of a run, sends. */
  'plan.step': z.strictObject({ planId: id, stepId: id }),
  /**
   * Has the person at the computer asked to approve the plan, outside the page: nothing that a page sends approves. Answers
   * when they have, or have called it off.
   */
  'run.approve': z.strictObject({ planId: id, digest: id }),
  /** Inside the cancel window nothing is sent; after it the waiting stops and the inverse is offered. */
  'run.abort': z.strictObject({ runId: id }),
  /** Answers a gate that waits for the operator: stopping stops; going on is asked outside the page, as an approval is. */
  'run.answer': z.strictObject({ runId: id, stepId: id, answer: z.enum(['goOn', 'stop']) }),
  /** Watches a settled run once more, from fresh readings. */
  'run.proveAgain': z.strictObject({ runId: id }),
  /** The operator vouches for a run that nothing measures, with a note that says what was seen where. */
  'run.attest': z.strictObject({ runId: id, note: z.string().check(z.minLength(1), z.maxLength(4_096)) }),
  /** Takes away a run that has settled, on the screen or elsewhere. */
  'run.dismiss': z.strictObject({ runId: id }),
  /** Watches the open service after the change back that its verdict offers. */
  'watch.begin': z.strictObject({ ref }),
  /** Ends a watch before its time, with a note that says why; those of one run together. */
  'watch.stop': z.strictObject({ id, note: z.string().check(z.minLength(1), z.maxLength(4_096)) }),
  /** The operator says that a debt is settled, with a note that says how. */
  'debt.settle': z.strictObject({ id: debtId, note: z.string().check(z.minLength(1), z.maxLength(4_096)) }),
  /** Somebody else sees to it from now on: it is owed on, and not pinned any more. */
  'debt.handOver': z.strictObject({
    id: debtId,
    to: z.string().check(z.minLength(1), z.maxLength(200)),
    note: shortText
  }),
  /** Says what nothing measures: a row of the matrix judges it. `who` said so, as far as the operator knows. */
  'signal.report': z.strictObject({
    ref,
    signal: z.enum(reportedSignals),
    state: z.enum(reportStates),
    who: z.string().check(z.minLength(1), z.maxLength(200)),
    note: shortText
  }),
  /** Decides not to act for now: why, who, and for how long; 0 minutes takes that back. */
  'verdict.decline': z.strictObject({
    ref,
    who: z.string().check(z.minLength(1), z.maxLength(200)),
    reason: z.string().check(z.minLength(1), z.maxLength(4_096)),
    minutes: z.number().check(z.int(), z.minimum(0), z.maximum(1_440))
  }),
  /** Keeps logs, events, objects and metrics of the open service in a folder beside the journal. */
  'evidence.keep': nothing,
  'evidence.list': nothing,
  /** The end of one file, as its folder's manifest names it. */
  'evidence.read': z.strictObject({ folder: id, path: z.string().check(z.minLength(1), z.maxLength(512)) }),
  /** Main zips the folder, shows the save dialog and writes it. */
  'evidence.save': z.strictObject({ folder: id }),
  /** Main shows the open dialog; what was chosen comes first in the list. */
  'evidence.openZip': nothing,
  /** Shows a folder in the system's file manager. */
  'evidence.show': z.strictObject({ folder: id }),
  'task.tick': z.strictObject({ taskId: id, state: z.enum(['todo', 'done', 'doneElsewhere']) }),
  'task.note': z.strictObject({ taskId: id, text: shortText }),
  /**
   * Opens the checklist and the record of an incident without a cluster: of the one whose first record has the number, or
   * of the last one.
   */
  'record.open': z.strictObject({ firstSeq: z.optional(z.number().check(z.int(), z.minimum(0))) }),
  'record.close': nothing,
  /** What a line of the command log sent, and what was answered. */
  'record.command': z.strictObject({ seq }),
  /** Lines of the command log whose line, request or answer contain every word of the text, whatever the case. */
  'record.find': z.strictObject({ text: shortText }),
  /** The report as it would be saved now. */
  'report.read': nothing,
  /** Reads logs and events of the pods of the open service that matter now. */
  'output.look': nothing,
  'output.follow': z.strictObject({ on: z.boolean() }),
  /** Writes what was read into the journal. */
  'output.keep': nothing,
  'output.leave': nothing,
  /** Reads what changed around the open service before it first crossed a limit. */
  'changes.look': nothing,
  'changes.leave': nothing,
  /** Reads the golden signals of the open service over so many seconds, until they are left. */
  'charts.look': z.strictObject({ windowSeconds: z.literal([...chartWindows]) }),
  'charts.leave': nothing,
  /** Reads the earlier incidents off the journal, for the `profile` feed. */
  'incidents.read': nothing,
  /** The report of an incident by the number of its first record, to be read while an environment is open. */
  'incidents.report': z.strictObject({ firstSeq: z.number().check(z.int(), z.minimum(0)) }),
  /** Opens the file with the contacts in the system's editor; it is made of the shipped ones first, where there is none. */
  'contacts.edit': nothing,
  /** Replaces the file with the contacts, for systems without an editor to open it in. */
  'contacts.save': z.strictObject({ text: z.string().check(z.maxLength(262_144)) }),
  /** Shows where something lies, in the system's file manager. */
  'place.show': z.strictObject({ place: z.enum(placeIds) }),
  'report.set': z.strictObject({ field: z.enum(reportFields), value: reportText }),
  /** What was worked out last of what would have helped, from the record. */
  'prevention.recorded': nothing,
  /** Works it out anew for the open service, and writes it down. */
  'prevention.read': nothing,
  /** The server's dry run of one proposal; nothing is changed. */
  'prevention.dryRun': z.strictObject({ id: z.enum(proposalIds) }),
  /** Main shows the save dialog and writes the Markdown. */
  'report.save': nothing,
  /** Puts text that main already published on the clipboard. */
  'clipboard.copy': z.strictObject({
    what: z.union([
      z.strictObject({ kind: z.literal('command'), seq }),
      z.strictObject({ kind: z.literal('allCommands') }),
      z.strictObject({ kind: z.literal('planCommand'), planId: id }),
      /** Of one step: the command that people know, or the one that sends the same as Backout. */
      z.strictObject({ kind: z.literal('stepCommand'), planId: id, stepId: id, form: z.enum(['usual', 'exact']) }),
      z.strictObject({ kind: z.literal('planForColleague'), planId: id }),
      z.strictObject({ kind: z.literal('taskCommand'), taskId: id, index: z.number() }),
      /** What was planned last, while the cluster cannot be reached. */
      z.strictObject({ kind: z.literal('lastPlan') }),
      /** What settles a debt. */
      z.strictObject({ kind: z.literal('debtCommand'), id: debtId }),
      /** What takes a run back. */
      z.strictObject({ kind: z.literal('inverseCommand'), runId: id }),
      /** One of those that were answered last. */
      z.strictObject({ kind: z.literal('quickCommand'), id: shortText }),
      z.strictObject({ kind: z.literal('report') }),
      /** Of an incident that is read beside what is open, by the number of its first record. */
      z.strictObject({ kind: z.literal('incidentReport'), firstSeq: z.number().check(z.int(), z.minimum(0)) }),
      /** A draft for the status page. */
      z.strictObject({ kind: z.literal('statusUpdate') }),
      /** What of a proposal goes into Git. */
      z.strictObject({ kind: z.literal('proposal'), proposal: z.enum(proposalIds) }),
      /** The command that reads a log, or the events where no source is named. */
      z.strictObject({ kind: z.literal('outputCommand'), source: z.nullable(shortText) }),
      /** The command that shows a change, by its id. */
      z.strictObject({ kind: z.literal('changeCommand'), change: shortText }),
      /** The command that asks Prometheus for a chart. */
      z.strictObject({ kind: z.literal('chartCommand'), chart: z.enum(chartIds) }),
      /** What Prometheus is asked for a number on the screen. */
      z.strictObject({
        kind: z.literal('query'),
        signal: z.enum(['errorRatio', 'p95', 'availability', 'requestRate', 'memoryLeft', 'business'])
      }),
      z.strictObject({ kind: z.literal('contact'), contact: z.number(), reach: z.number() }),
      z.strictObject({ kind: z.literal('place'), place: z.enum(placeIds) }),
      /** Of the sign-in to Azure that waits: what is to be entered, or where. */
      z.strictObject({ kind: z.literal('azureCode') }),
      z.strictObject({ kind: z.literal('azureLink') }),
      /** The command that checks the journal. */
      z.strictObject({ kind: z.literal('verifyJournal') }),
      /** The grant of a failure on the screen, as the failure has it. */
      z.strictObject({ kind: z.literal('grant'), grant: longText })
    ])
  }),
  /** Display preferences only: theme, pane sizes. */
  'preferences.set': z.strictObject({
    theme: z.optional(z.enum(['dark', 'light', 'contrast', 'system'])),
    alarmSound: z.optional(z.boolean()),
    panes: z.optional(paneSizes)
  })
} as const

export type RequestName = keyof typeof requests
export type RequestInput<N extends RequestName> = z.infer<(typeof requests)[N]>

/** What each request answers with; requests not named here answer with null and show their effect in a feed. */
export interface RequestOutputs {
  'connection.importDefault': ConnectionView
  'connection.importFile': ConnectionView | null
  'connection.importText': ConnectionView
  /** One sentence: server version, user, latency. */
  'connection.test': { readonly text: string; readonly user: string; readonly version: string }
  'environment.open': EnvironmentView
  'drill.start': EnvironmentView
  /** Null when a dialog was dismissed. */
  'azure.add': AzureAccountView | null
  'azure.findProfile': FoundProfile
  /** Null for a step that sends nothing, or whose request is only known at its turn. */
  'plan.step': WireRequest | null
  'command.judge': JudgedText
  'commands.quick': readonly QuickCommand[]
  /** The text to edit in the window where no editor could be opened; null where one was. */
  'contacts.edit': { readonly text: string | null }
  'run.approve': { readonly runId: string }
  'record.command': CommandBody
  /** Their numbers. */
  'record.find': { readonly seqs: readonly number[] }
  'report.read': ReportView
  'incidents.report': ReportView
  'prevention.recorded': PreventionView | null
  'prevention.read': PreventionView
  'prevention.dryRun': ProposalDryRun
  'evidence.keep': { readonly folder: string }
  'evidence.list': readonly EvidenceView[]
  'evidence.read': { readonly text: string }
  /** The file that was written, null when the dialog was dismissed. */
  'evidence.save': { readonly path: string | null }
  /** What the zip is called in the list, null when the dialog was dismissed. */
  'evidence.openZip': { readonly folder: string | null }
  /** The text that is now on the clipboard. */
  'clipboard.copy': { readonly text: string }
  /** The file that was written, null when the dialog was dismissed. */
  'report.save': { readonly path: string | null }
}

export type RequestOutput<N extends RequestName> = N extends keyof RequestOutputs ? RequestOutputs[N] : null

/** The one function the renderer has towards main. */
export type RequestFunction = <N extends RequestName>(
  name: N,
  input: RequestInput<N>
) => Promise<Result<RequestOutput<N>>>
