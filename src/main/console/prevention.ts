import {
  asFailure,
  FailureError,
  failureOf,
  serviceKey,
  type PreventionView,
  type ProposalDryRun,
  type ProposalId
} from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { Clock } from '../ports/clock.ts'
import { preventionOf, type Prevention } from '../prevention/index.ts'
import { recordedPrevention } from '../report/index.ts'
import { preventionFacts } from './prevention-facts.ts'
import type { RecordKeeper } from './record-keeper.ts'
import type { ServiceSession } from './service-session.ts'

export interface PreventionOptions {
  /** Null while no service is open, or it has not been read. */
  readonly source: () => ReturnType<ServiceSession['prevention']>
  readonly record: Pick<RecordKeeper, 'journal' | 'records' | 'report'>
  readonly clock: Pick<Clock, 'now'>
}

/** So long the metrics are waited for, real milliseconds. */
const patienceMs = 15_000
/** Times that it is written down of one start: a page that was taken over would fill the disk. */
const mostEntries = 30

/** What would have helped in the incident on the screen: worked out, written down, tried by the server. Never applied. */
export function createPrevention({ source, record, clock }: PreventionOptions) {
  let last: Prevention | null = null
  let written = ''
  let entries = 0

  /** Once for each outcome: the report has it from there. */
  async function write({ at: _at, ...view }: PreventionView): Promise<void> {
    const content = JSON.stringify(view)
    if (content === written || entries >= mostEntries) return
    written = content
    entries += 1
    const told = view.proposals.map(({ title, savedMs }) => `${title.toLowerCase()} (${formatDuration(savedMs)})`)
    const text = `What would have helped, by the record: ${told.join(', ') || 'nothing that it supports'}`
    await (await record.journal()).append('note', { what: 'prevention', text, ...view })
  }

  return {
    /** What was worked out last of this incident, from its record; null for nothing. Needs no cluster. */
    recorded: (): PreventionView | null => recordedPrevention(record.records()),
    /**
     * Works it out anew, and writes it down.
     * @throws FailureError `missing` while no service was read, and whatever Prometheus answers
     */
    async read(): Promise<PreventionView> {
      const of = source()
      if (of === null) {
        const remedy = 'Open the service first; what was worked out before stands in the report.'
        throw new FailureError(failureOf('missing', 'No service has been read.', { remedy, retryable: true }))
      }
      const about = { ...of, records: record.records(), fields: record.report().fields, now: clock.now().getTime() }
      const facts = await preventionFacts(about, AbortSignal.timeout(patienceMs))
      const journal = await record.journal()
      last = preventionOf(facts, of.context, (value) => journal.redacted(value))
      await write(last.view)
      return last.view
    },
    /**
     * Asks the server what it would say to a proposal, with `dryRun=All`.
     * @throws FailureError `notFound` for one that was not worked out here
     */
    async dryRun(id: ProposalId): Promise<ProposalDryRun> {
      const of = source()
      const request = last?.requests.get(id)
      const proposal = last?.view.proposals.find((one) => one.id === id)
      if (of === null || !request || !proposal || !last || serviceKey(last.view.ref) !== serviceKey(of.ref))
        throw new FailureError(
          failureOf('notFound', 'Work it out anew first: this is of another service or of before.')
        )
      const command = proposal.command
      try {
        const { status, body, durationMs } = await of.reader.preview(request, { command, label: 'dry run' })
        if (status < 300) return { accepted: true, text: `Server accepted the dry run, ${Math.round(durationMs)} ms` }
        return { accepted: false, text: visibleText(refusalIn(body) || `It answered ${status}`, 400) }
      } catch (error) {
        const { message, code } = asFailure(error)
        const unserved = id === 'alerting' && code === 'notFound'
        return {
          accepted: false,
          text: unserved
            ? 'This cluster serves no PrometheusRule: put the expression where your alerts are.'
            : visibleText(message, 400)
        }
      }
    },
    /** What goes into Git; undefined for what was not worked out. */
    yaml: (id: ProposalId): string | undefined =>
      (last?.view ?? recordedPrevention(record.records()))?.proposals.find((one) => one.id === id)?.yaml
  }
}

export type PreventionRequests = ReturnType<typeof createPrevention>

function refusalIn(body: string): string {
  try {
    const { message } = JSON.parse(body) as { readonly message?: unknown }
    return typeof message === 'string' ? message : ''
  } catch {
    return ''
  }
}
