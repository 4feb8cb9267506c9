import * as z from 'zod/mini'
import { askedCheckName, asFailure, signalIds, type Check } from '../../contract/index.ts'
import type { AskedFor } from '../ports/asking.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { RunContext } from './run-context.ts'

const askedSchema = z.array(z.object({ signal: z.enum(signalIds), title: z.string() }))

/** What is seen not to be better yet is read on for so long, and so often, milliseconds by the clock of the place. */
const readOnForMs = 90_000
const everyMs = 15_000

/**
 * What asked for the change, among what proves it: each true, false or unknown.
 * @param isWaited whether one that is false is read on: without the rest there is no proof to wait for
 * @throws the abort reason.
 */
export async function askedChecks(context: RunContext, isWaited: boolean): Promise<readonly Check[]> {
  const { place, log, ports, abort } = context
  const run = log.run()
  const asked = askedIn(ports.index.records(run.id))
  if (asked.length === 0 || place.asking === undefined || run.ref === null) return []
  const untilMs = place.clock.now().getTime() + readOnForMs
  for (;;) {
    const checks = await place.asking.checks(asked, run.ref, abort).catch((error: unknown) => {
      abort.throwIfAborted()
      return asked.map((one) => unread(one, asFailure(error).message, context.nowText()))
    })
    const isFalse = checks.some(({ status }) => status === 'False')
    if (!isFalse || !isWaited || place.clock.now().getTime() >= untilMs) return checks
    await place.clock.sleep(Math.max(everyMs, 100 * place.clock.speed), abort)
  }
}

function askedIn(records: readonly JournalRecord[]): readonly AskedFor[] {
  const parsed = askedSchema.safeParse(records.find(({ kind }) => kind === 'confirm')?.body['asked'])
  return parsed.success ? parsed.data : []
}

function unread({ signal, title }: AskedFor, why: string, observedAt: string): Check {
  return {
    name: askedCheckName(signal),
    title,
    status: 'Unknown',
    blocks: false,
    evidence: `Not read: ${why}`,
    observedAt
  }
}
