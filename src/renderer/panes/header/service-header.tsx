import type {
  LastVerdict,
  RecentRun,
  Run,
  ServiceView,
  ShellView,
  Verdict,
  WatchView
} from '../../../contract/index.ts'
import { serviceKey } from '../../../contract/service.ts'
import { formatAge, formatDuration } from '../../../contract/words/format-duration.ts'
import { useNowMs, useWallMs } from '../../stores/clock.ts'
import { useFeed } from '../../stores/feeds.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { utcSpelled } from '../../../contract/words/format-time.ts'
import { clock } from '../../ui/counting-clock.ts'
import { lastValue } from '../../../contract/observed.ts'
import { asksAgain } from '../run/asks-again.ts'
import { isNothingSent } from '../run/is-nothing-sent.ts'
import { isOvertaken } from '../run/is-overtaken.ts'
import { useWatch } from '../watch/use-watch.ts'
import { imageTag } from '../../../contract/image-tag.ts'
import css from './header.module.css'
import { Links } from './links.tsx'

/** Which service, which release, how long it has been going on, and how long is left. */
export function ServiceHeader({ shell, service }: { readonly shell: ShellView; readonly service: ServiceView }) {
  const verdict = useFeed('verdict') ?? null
  const known = useFeed('lastKnown') ?? null
  const run = useFeed('run') ?? null
  const watch = useWatch(service.ref)
  return (
    <header className={css['bar']}>
      <Button look="small" onClick={() => void ask('service.close', {})}>
        All services
      </Button>
      <div className={css['service']}>
        <b className="name">{service.ref.name}</b>{' '}
        <small className={service.deployment.state === 'unreachable' ? 'unk' : undefined}>{serving(service)}</small>
      </div>
      <Clocks
        verdict={known === null ? verdict : (known.verdict ?? verdict)}
        asOf={known?.verdict ? known.at : null}
        run={run}
        watch={watch}
        recent={
          shell.recentRuns.find(
            ({ ref, openEnd }) => openEnd === undefined && serviceKey(ref) === serviceKey(service.ref)
          ) ?? null
        }
        overtaken={isOvertaken(run, verdict, service) || asksAgain(run, verdict, service)}
      />
      <Links links={shell.links} />
    </header>
  )
}

function serving(service: ServiceView): string {
  const deployment = lastValue(service.deployment)
  if (deployment === undefined) return service.ref.namespace
  const kind = service.ref.kind === undefined ? '' : `${service.ref.kind}, `
  const tags = deployment.images.map((image) => imageTag(image.image)).join(', ')
  return `${kind}${tags}, revision ${deployment.revision}`
}

interface ClocksProps {
  readonly verdict: Verdict | LastVerdict | null
  /** When the verdict was true, while nothing newer is known; null while it is the present one. */
  readonly asOf: string | null
  readonly run: Run | null
  readonly watch: WatchView | null
  /** What was approved last for the service, also once it was put away. */
  readonly recent: Pick<RecentRun, 'approvedAt'> | null
  /** The service asks for action again: what is left to decide counts, not what is left of the watch. */
  readonly overtaken: boolean
}

function Clocks({ verdict, asOf, run, watch, recent, overtaken }: ClocksProps) {
  const now = useNowMs()
  const isUnderWay = run !== null && run.state !== 'settled'
  const watching = watch !== null && watch.end === null && !overtaken ? watch : null
  const approved = run === null || isNothingSent(run) ? recent : run
  const decidedAt = overtaken ? null : decisionOn(verdict, approved)
  return (
    <>
      {run?.unanswered && <Unanswered {...run.unanswered} />}
      {verdict !== null && <Crossing verdict={verdict} asOf={asOf} run={run} now={now} />}
      {watching !== null && (
        <div className={css['clock']}>
          <b className={watching.phase === 'blind' ? 'unk' : ''}>{clock(leftOf(watching, now))}</b>{' '}
          <span>of the watch left{watching.phase === 'blind' && ', blind now'}</span>
        </div>
      )}
      {watching === null &&
        (!isUnderWay || overtaken) &&
        verdict?.decideBy &&
        (decidedAt === null ? (
          <Deadline within={verdict.withinSeconds ?? 0} by={Date.parse(verdict.decideBy)} now={now} />
        ) : (
          <div className={css['clock']} data-testid="decided">
            <b className="dim">decided</b> <span>{utcSpelled(decidedAt)}, not over yet</span>
          </div>
        ))}
    </>
  )
}

/** How long the plan waits for the other side still, by the wall clock. */
function Unanswered({ untilAt, who = 'the API server' }: NonNullable<Run['unanswered']>) {
  const wall = useWallMs()
  const until = Date.parse(untilAt)
  return (
    <div className={css['clock']} data-testid="unanswered-clock">
      <b className="warn">{clock(Math.max(0, until - wall))}</b> <span>left to wait for {who}; then the plan ends</span>
    </div>
  )
}

/**
 * When what the verdict asks for was decided on, ISO: an approval ends the time for the decision, also where what was approved is
 * stopped. Null before, where nothing of it was sent, and once more is asked than was then.
 */
function decisionOn(verdict: Verdict | LastVerdict | null, approved: Pick<Run, 'approvedAt'> | null): string | null {
  const asked = verdict !== null && 'asked' in verdict ? verdict.asked : null
  if (asked === null || approved === null) return null
  return Date.parse(approved.approvedAt) >= Date.parse(asked.at) ? approved.approvedAt : null
}

/** What counts goes on only while it holds. */
function leftOf({ phase, forMs, watchedMs, seenAt }: WatchView, now: number): number {
  const sinceMs = phase === 'holding' ? Math.max(0, now - Date.parse(seenAt)) : 0
  return Math.max(0, forMs - watchedMs - sinceMs)
}

/**
 * Since when a limit is crossed; the past is read a moment after the present. Once it is not crossed any more the clock of
 * the incident goes on until that is proved, and then says how long it was.
 */
function Crossing({
  verdict,
  asOf,
  run,
  now
}: Pick<ClocksProps, 'asOf' | 'run'> & {
  readonly verdict: Verdict | LastVerdict
  readonly now: number
}) {
  const { firstCrossedAt, isCrossedEarlier = false } = verdict
  const judgements = 'judgements' in verdict ? verdict.judgements : []
  if (firstCrossedAt === null && !judgements.some(({ result }) => result === 'fires' || result === 'waits')) {
    return 'judgements' in verdict ? <Ending verdict={verdict} run={run} now={now} /> : null
  }
  return (
    <div className={css['clock']} data-testid="crossing-clock">
      <b className={firstCrossedAt === null ? 'dim' : ''}>
        {firstCrossedAt === null ? 'reading' : clock(now - Date.parse(firstCrossedAt))}
      </b>{' '}
      <span>
        {isCrossedEarlier ? 'at least over a limit' : 'since the first crossing'}
        {asOf !== null
          ? `, read ${formatAge(now - Date.parse(asOf))} ago`
          : firstCrossedAt !== null &&
            (isCrossedEarlier ? `, since ${utcSpelled(firstCrossedAt)} or earlier` : `, ${utcSpelled(firstCrossedAt)}`)}
      </span>
    </div>
  )
}

/** From the first crossing to the proof of what was done about it. */
function Ending({
  verdict: { wasCrossedAt = null, wasCrossedEarlier = false },
  run,
  now
}: Pick<ClocksProps, 'run'> & {
  readonly verdict: Verdict
  readonly now: number
}) {
  if (run === null || wasCrossedAt === null || wasCrossedAt > run.approvedAt) return null
  const fromMs = Date.parse(wasCrossedAt)
  const isAwaited = run.state !== 'settled' || (run.outcome === 'succeeded' && run.attested === null)
  if (!run.proved && !isAwaited) return null
  const toMs = run.proved && run.settledAt !== null ? Date.parse(run.settledAt) : now
  return (
    <div className={css['clock']} data-testid="crossing-clock" data-proved={run.proved}>
      <b>{clock(toMs - fromMs)}</b>{' '}
      <span>
        {wasCrossedEarlier && 'at least '}
        {run.proved ? 'from the first crossing to the proof' : 'since the first crossing, not proved over'},{' '}
        {utcSpelled(wasCrossedAt)}
        {wasCrossedEarlier && ' or earlier'}
      </span>
    </div>
  )
}

/** What is left of the time for the decision: it runs from the first time that this person saw the verdict. */
function Deadline({ within, by, now }: { readonly within: number; readonly by: number; readonly now: number }) {
  const time = formatDuration(within * 1_000)
  return (
    <div className={css['clock']} data-due="true" data-testid="decide-clock">
      <b>{by >= now ? clock(by - now) : `+${clock(now - by)}`}</b>{' '}
      <span>
        {by >= now ? `left to decide, of ${time} since you saw it` : `past the ${time} to decide since you saw it`}
      </span>
    </div>
  )
}
