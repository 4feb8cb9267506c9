import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startHost, type Host } from './host.ts'
import { drawMoment, type Moment } from './moment.ts'
import type { Random } from './random.ts'
import { attemptsIn, readJournal, type JournalledAttempt } from './read-journal.ts'
import type { SlowWire } from './slow-wire.ts'
import type { Stage } from './stage.ts'

/** The others start while an earlier attempt is still in doubt, and are killed while they settle it. */
const patientShare = 0.7
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
  /**
   * Starts the host and kills it at a random moment; null when it had ended before. `enough` ends the wait before the
   * start, and then nothing is started.
   */
  crash(enough: AbortSignal): Promise<{ readonly betweenIntentAndOutcome: boolean } | null>
  /** Starts the host until every attempt has a definite outcome, or the time is up. */
  settle(limitMs: number): Promise<void>
  /** Every attempt in the journal. */
  attempts(): Promise<readonly JournalledAttempt[]>
  /** Segments that lost or changed bytes between two readings. */
  readonly damaged: readonly string[]
}

export function createLane({ stage, wire, deployment, kubeconfig, clock, dir, random }: LaneOptions): Lane {
  const journalDir = join(dir, 'journal')
  const damaged: string[] = []
  let known: ReadonlyMap<string, Buffer> = new Map()

  async function attempts(): Promise<readonly JournalledAttempt[]> {
    const found = await readJournal(journalDir)
    for (const [name, before] of known) {
      const now = found.segments.get(name)
      if (!now?.subarray(0, before.length).equals(before)) damaged.push(`${deployment} ${name}`)
    }
    known = found.segments
    return attemptsIn(found.lines)
  }

  async function start(): Promise<Host> {
    const earlier = (await stage.revisions(deployment)).slice(0, -1)
    const revision = earlier[Math.floor(random() * earlier.length)]
    if (revision === undefined) throw new Error(`${deployment} has no earlier revision`)
    return startHost({ kubeconfig, namespace: stage.namespace, clock, deployment, revision, dir })
  }

  /** A request that may still arrive keeps its Deployment busy, and nothing new is sent until then. */
  async function waitForDeadlines(signal?: AbortSignal): Promise<void> {
    const open = (await attempts()).filter(isOpen)
    const leftMs = Math.max(0, ...open.map(({ deadlineAtMs }) => deadlineAtMs)) - Date.now()
    if (leftMs > 0) await delay(leftMs, undefined, signal ? { signal } : {}).catch(() => undefined)
  }

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
    async crash(enough) {
      if (random() < patientShare) await waitForDeadlines(enough)
      if (enough.aborted) return null
      const earlier = new Set((await attempts()).map(({ attemptId }) => attemptId))
      const host = await start()
      const reached = reach(host, drawMoment(random)).then(() => true)
      const tooLate = new AbortController()
      const isRunning = await Promise.race([
        host.ended.then(() => false),
        reached,
        delay(longestMs, true, { signal: tooLate.signal }).catch(() => true)
      ])
      tooLate.abort()
      await host.kill()
      const begun = (await attempts()).filter(({ attemptId }) => !earlier.has(attemptId))
      return isRunning ? { betweenIntentAndOutcome: begun.some(isOpen) } : null
    },
    async settle(limitMs) {
      const endAt = Date.now() + limitMs
      while (Date.now() < endAt && (await attempts()).some(isOpen)) {
        await waitForDeadlines()
        const host = await start()
        let isOver = false
        void host.ended.then(() => (isOver = true))
        while (!isOver && Date.now() < endAt && (await attempts()).some(isOpen)) await delay(250)
        await host.kill()
      }
    }
  }
}

function isOpen({ outcomes }: JournalledAttempt): boolean {
  return outcomes.length === 0
}
