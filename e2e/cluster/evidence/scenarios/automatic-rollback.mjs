import { ours } from '../commands.mjs'
import { startGate } from '../gate.mjs'
import { canaryShare, hasFailed, isInitialized, isOnTrial } from '../samples.mjs'

/** Flagger keeps no shorter interval (fluxcd/flagger pkg/apis/flagger/v1beta1/canary.go GetAnalysisInterval). */
const shortestSeconds = 10

/**
 * T10: procedures promise an automatic rollback after “5 consecutive failures”, in “1–2 minutes”. Failures are counted
 * over the whole run, and the rollback comes on the tick after the threshold was reached (pkg/controller/scheduler.go
 * advanceCanary): with I = max(interval, 10 s),
 *
 *   from the first failed check: threshold × I
 *   from the first user on the release: (threshold + 1) × I
 *   from the release: between (threshold + 2) × I and (threshold + 3) × I, by where in a tick it falls
 *
 * @type {readonly import('../play.mjs').Scenario[]}
 */
export const automaticRollback = [
  ...[5, 10, 20].flatMap((interval) => [1, 3, 5].map((threshold) => automatic(interval, threshold))),
  // What the procedure speaks of: five checks at Flagger's default interval.
  automatic(60, 5),
  {
    id: 'T10-cumulative-checks',
    title: '“5 consecutive failures”: passing checks between them do not reset the count',
    look: 'Every second check passes, and the weight grows with it. The third failure ends the run all the same.',
    kind: 'automatic',
    during: 'trial',
    async prepare() {
      const gate = await startGate((asked) => asked % 2 === 1)
      return { gate, analysis: { webhooks: [{ name: 'every-second-time', type: 'rollout', url: gate.url }] } }
    },
    async play(world) {
      await world.until('primary', isInitialized)
      await world.release('1.1.0')
      const first = await world.until('failed check', hasFailedCheck)
      world.begin('the first failed check')
      world.noted.shareAtFirstFailure = canaryShare(first)
      await world.until('automatic rollback', hasFailed, 240)
      await world.watch(4)
    },
    verdict: ({ world, after }) => ({
      claims: {
        checksPassedBetween: after.some(
          (sample) => (canaryShare(sample) ?? 0) > (world.noted.shareAtFirstFailure ?? 1)
        ),
        neverFellBack: after
          .filter(({ phase }) => phase === 'Progressing')
          .every(({ failedChecks }, index, all) => (failedChecks ?? 0) >= (all[index - 1]?.failedChecks ?? 0)),
        rolledBack: after.some(hasFailed)
      },
      measured: { highestFailedChecks: Math.max(...after.map(({ failedChecks }) => failedChecks ?? 0)) }
    })
  }
]

const hasFailedCheck = (/** @type {import('../samples.mjs').Sample} */ { failedChecks }) => (failedChecks ?? 0) >= 1
const isTaken = (/** @type {import('../samples.mjs').Sample} */ { phase }) => phase === 'Progressing'

/**
 * Ticks at which Flagger found the release's pods not ready and did nothing else: it says so each time
 * (pkg/controller/scheduler.go advanceCanary, IsCanaryReady; pkg/canary/deployment_ready.go). A busy machine's, not Flagger's.
 *
 * @param {readonly { message: string, count: number }[]} events
 */
function ticksForPods(events) {
  const lost = events.filter(
    ({ message }) => message.startsWith('canary deployment ') && message.includes(' not ready: ')
  )
  return lost.reduce((sum, { count }) => sum + count, 0)
}

/**
 * @param {number} intervalSeconds
 * @param {number} threshold
 * @returns {import('../play.mjs').Scenario}
 */
function automatic(intervalSeconds, threshold) {
  const tick = Math.max(intervalSeconds, shortestSeconds)
  /** @type {import('../play.mjs').Expected} */
  const expected = {
    fromFirstFailedCheckSeconds: threshold * tick,
    fromFirstUserSeconds: (threshold + 1) * tick,
    fromReleaseSeconds: [(threshold + 2) * tick, (threshold + 3) * tick]
  }
  const isLong = tick > 10
  // Flagger takes over in steps of the same length; from a long one nothing would be seen for minutes.
  const isSetLater = tick > 20
  return {
    id: `T10-interval-${intervalSeconds}s-threshold-${threshold}`,
    family: 'T10-automatic-rollback',
    label: `Flagger by itself: ${threshold} checks every ${tick} s`,
    title: `Automatic rollback with interval ${intervalSeconds} s and threshold ${threshold}`,
    look: `Errors stop ${expected.fromFirstUserSeconds} s after the first user met the release, at 10 % of the traffic.`,
    kind: 'automatic',
    during: 'trial',
    parameters: { intervalSeconds, threshold },
    isLong,
    seconds: 35 + (threshold + 3) * tick,
    analysis: { threshold, interval: isSetLater ? '10s' : `${intervalSeconds}s` },
    async play(world) {
      await world.until('primary', isInitialized)
      await world.release('1.1.0-bad')
      const released = world.marks.at(-1) ?? world.last
      if (isSetLater) await world.run('interval', ours.interval(world, `${intervalSeconds}s`))
      const taken = await world.until('canary run', isTaken, 5 * tick + 30)
      const trial = await world.until('first user', isOnTrial, 5 * tick + 30)
      world.begin('the first user on the release')
      const failed = await world.until('failed check', hasFailedCheck, 3 * tick + 30)
      const end = await world.until('automatic rollback', hasFailed, (threshold + 2) * tick + 60)
      const since = (/** @type {{ seconds: number }} */ { seconds }) => Math.round(end.seconds - seconds)
      world.noted.times = {
        fromFirstFailedCheckSeconds: since(failed),
        fromFirstUserSeconds: since(trial),
        fromTakenSeconds: since(taken),
        fromReleaseSeconds: since(released),
        ticksForPods: ticksForPods(await world.events())
      }
      await world.watch(4)
    },
    verdict({ world: { noted } }) {
      const { times: measured } = noted
      if (measured === undefined) throw new Error('it did not end')
      // Half a tick tells one tick from the next, and samples are a second apart.
      const near = (/** @type {number} */ seen, /** @type {number} */ wanted) => Math.abs(seen - wanted) <= tick / 2
      const [soonest, latest] = expected.fromReleaseSeconds
      return {
        claims: {
          thresholdTimesInterval: near(measured.fromFirstFailedCheckSeconds, expected.fromFirstFailedCheckSeconds),
          oneTickMoreForUsers: near(measured.fromFirstUserSeconds, expected.fromFirstUserSeconds),
          // A long interval is set just after the release, and Flagger's ticks begin anew with it.
          twoToThreeMoreFromTheRelease:
            measured.fromReleaseSeconds >= soonest - tick / 2 - (isSetLater ? tick : 0) &&
            measured.fromReleaseSeconds <= latest + tick / 2 + measured.ticksForPods * tick
        },
        measured: { expected, measured }
      }
    }
  }
}
