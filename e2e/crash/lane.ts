import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startHost, type Host } from './host.ts'
import { drawEarlyMoment, drawMoment, type Moment } from './moment.ts'
import type { Random } from './random.ts'
import { attemptsIn, readJournal, type JournalledAttempt, type Line } from './read-journal.ts'
import type { SlowWire } from './slow-wire.ts'
import type { Stage } from './stage.ts'

/** A host that has not come to the drawn moment by then is killed where it is. */
const longestMs = 25_000

export interface LaneOptions {
  readonly stage: Stage
  readonly wire: SlowWire
  readonly deployment: string
  /** Kubeconfig whose server is the slow wire. */
  readonly kubeconfig: string
  /** The drill's clock, as its ready line gives it. */
  readonly clock: unknown
  readonly dir: string
  readonly random: Random
}

/** One Deployment, one journal, one host at a time. */
export interface Lane {
  readonly journalDir: string
  /** Whether a request of an earlier host may still arrive; nothing new is sent until then. */
  isInDoubt(): boolean
  /** Starts the host and kills it at a random moment; null when it had ended before. */
  crash(abort: AbortSignal): Promise<{ readonly betweenIntentAndOutcome: boolean } | null>
  /** Starts the host until every attempt has a definite outcome, or `abort`. */
  settle(abort: AbortSignal): Promise<void>
  /** Every attempt in the journal. */
  attempts(): Promise<readonly JournalledAttempt[]>
  /** Every record in the journal, oldest first. */
  lines(): Promise<readonly Line[]>
  /** Segments that lost or changed bytes between two readings. */
  readonly damaged: readonly string[]
}

export function createLane({ stage, wire, deployment, kubeconfig, clock, dir, random }: LaneOptions): Lane {
  const journalDir = join(dir, 'journal')
  const damaged: string[] = []
  let known: ReadonlyMap<string, Buffer> = new Map()
  let doubtUntilMs = 0

  async function attempts(): Promise<readonly JournalledAttempt[]> {
    const found = await readJournal(journalDir)
    for (const [name, before] of known) {
      const now = found.segments.get(name)
      if (!now?.subarray(0, before.length).equals(before)) damaged.push(`${deployment} ${name}`)
    }
    known = found.segments
    const all = attemptsIn(found.lines)
    doubtUntilMs = Math.max(0, ...all.filter(isOpen).map(({ deadlineAtMs }) => deadlineAtMs))
    return all
  }

  async function start(): Promise<Host> {
    const earlier = (await stage.revisions(deployment)).slice(0, -1)
    const revision = earlier[Math.floor(random() * earlier.length)]
    if (revision === undefined) throw new Error(`${deployment} has no earlier revision`)
    return startHost({ kubeconfig, namespace: deployment, clock, deployment, revision, dir })
  }

  const isInDoubt = (): boolean => doubtUntilMs > Date.now()

  async function reach(host: Host, { origin, afterMs }: Moment): Promise<void> {
    const origins = {
      start: () => Promise.resolve(),
      approval: () => host.approved,
      request: () => wire.next(deployment)
    }
    await origins[origin]()
    await delay(afterMs)
  }

  return {
    journalDir,
    damaged,
    attempts,
    lines: async () => (await readJournal(journalDir)).lines,
    isInDoubt,
    async crash(abort) {
      const left = await attempts()
      const earlier = new Set(left.map(({ attemptId }) => attemptId))
      // A host first settles and proves what an earlier one left, which would outlast any later moment.
      const moment = left.some(isOpen) ? drawEarlyMoment(random) : drawMoment(random)
      const host = await start()
      const over = new AbortController()
      const isRunning = await Promise.race([
        host.ended.then(() => false),
        reach(host, moment).then(() => true),
        delay(longestMs, true, { signal: over.signal }).catch(() => true),
        once(abort, 'abort', { signal: over.signal }).then(
          () => true,
          () => true
        )
      ])
      over.abort()
      await host.kill()
      const begun = (await attempts()).filter(({ attemptId }) => !earlier.has(attemptId))
      return isRunning ? { betweenIntentAndOutcome: begun.some(isOpen) } : null
    },
    async settle(abort) {
      while (!abort.aborted && (await attempts()).some(isOpen)) {
        // Before the deadline a host could only wait for it.
        await delay(Math.max(0, doubtUntilMs - Date.now()), undefined, { signal: abort }).catch(() => undefined)
        const host = await start()
        let isOver = false
        void host.ended.then(() => (isOver = true))
        while (!isOver && !abort.aborted && (await attempts()).some(isOpen)) await delay(250)
        await host.kill()
      }
    }
  }
}

function isOpen({ outcomes }: JournalledAttempt): boolean {
  return outcomes.length === 0
}
