import type { Run, ServiceView, Signal, SignalId } from '../../../contract/index.ts'
import { isReported } from '../../../contract/verdict.ts'
import { useNowMs, useWallMs } from '../../stores/clock.ts'
import { fewWords } from '../../../contract/words/few-words.ts'
import { formatRatio } from '../../../contract/words/format-measure.ts'
import { useFeed } from '../../stores/feeds.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { setView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { toneOf } from '../../ui/tone.ts'
import { Unbroken } from '../../ui/unbroken.tsx'
import { leftText } from '../../../contract/words/left-text.ts'
import { inWords } from '../plan/drift-sentences.ts'
import verdict from '../verdict/verdict.module.css'
import { asksAgain } from './asks-again.ts'
import { useWatch } from '../watch/use-watch.ts'
import { ledAway } from './led-away.ts'
import { openHeadline } from './open-headline.ts'
import { runHeadline } from './run-headline.ts'

/** The sentence on top while something runs and after it. */
export function RunVerdict({ run, service }: { readonly run: Run; readonly service: ServiceView }) {
  const wall = useWallMs()
  const now = useNowMs()
  const errors = service.signals.find((signal) => signal.id === 'errorRatio')
  const isMeasured = errors?.measure.state === 'known'
  const judged = useFeed('verdict') ?? null
  const still = judged?.rest
  const again = asksAgain(run, judged, service) ? judged : null
  const isOld = judged?.judgements.some(
    ({ signal, result, ofBefore }) => signal === 'errorRatio' && (result === 'waits' || ofBefore === true)
  )
  const led = ledAway(run, useWatch(service.ref))
  const own = runHeadline(
    run,
    wall,
    led?.text ?? errorText(errors, !run.proved && isOld === true),
    isMeasured,
    isMeasured ? still : undefined,
    again
  )
  const known = led === null ? own : { ...own, tone: led.tone }
  const headline = openHeadline(known, run, judged, now)
  const alarm = useAlarm(run, service)
  const stillSaid = judged?.judgements.find(({ signal, result }) => isReported(signal) && result === 'waits')
  const drift = run.checks.find((check) => check.name === 'drift' && check.status === 'False')
  return (
    <section className={verdict['verdict']} data-testid="verdict" data-run={run.state} data-proved={run.proved}>
      <h1>
        {headline.lead !== '' && (
          <em className={alarm !== null && headline.tone === 'ok' ? 'warn' : headline.tone}>{headline.lead}</em>
        )}{' '}
        <Unbroken text={headline.rest} />
      </h1>
      <p>
        Approved {utc(run.approvedAt)}, plan {run.digest.slice(0, 8)}. {sentenceOf(run)} {run.impact}
      </p>
      {alarm !== null && (
        <p data-testid="watch-alarmed">
          <b className="bad">! Alarm since the proof.</b> {alarm}
        </p>
      )}
      {again !== null && (
        <p data-testid="asks-again">
          <b className={toneOf(again.level)}>! {again.lead}</b> What was sent does not help: the next plan need not wait
          for this one.
        </p>
      )}
      {stillSaid !== undefined && (
        <p data-testid="still-said">
          <b className="warn">! {stillSaid.title}.</b> That was said before this: ask whether it is better, and say so.{' '}
          <SayBetter signal={stillSaid.signal} />
        </p>
      )}
      {run.state !== 'settled' && errors?.left !== undefined && (
        <p data-testid="users-left">{leftText(errors.left)}: what is measured of it holds requests of before.</p>
      )}
      {drift !== undefined && (
        <p data-testid="drift-said">
          <b className="warn">! {inWords(drift.evidence, now)}.</b>
        </p>
      )}
    </section>
  )
}

/** Where it is said; the key of what is reported opens the same. */
function SayBetter({ signal }: { readonly signal: SignalId }) {
  if (!isReported(signal)) return null
  return (
    <Button
      look="small"
      keys={signal === 'customerReports' ? 'u' : 'i'}
      data-testid="say-better"
      onClick={() => setView({ saying: signal })}
    >
      They say that it is better …
    </Button>
  )
}

/** What the watch over a proof alarms about now; null while it does not. What was proved is then not all that is to be known. */
function useAlarm(run: Run, service: ServiceView): string | null {
  const { namespace, name } = service.ref
  const watch = (useFeed('watches') ?? []).find(
    ({ runId, ref }) => runId === run.id && ref.name === name && ref.namespace === namespace
  )
  return run.proved && watch?.phase === 'alarm' ? (watch.alarms.at(-1)?.text ?? null) : null
}

const sentences: Readonly<Record<Run['state'], string>> = {
  arming: '',
  sending: 'The request is on its way.',
  verifying: 'The server has taken it; nothing is proved yet.',
  settling: '',
  waiting: 'A gate is watched; nothing further is sent until it opens.',
  settled: ''
}

/** Of several services, some are proved before the others. */
function sentenceOf(run: Run): string {
  const own = run.steps.filter(({ about }) => about !== undefined)
  const proved = own.filter(({ state }) => state === 'done').length
  return run.state === 'verifying' && proved > 0
    ? `The server has taken it; ${proved} of ${own.length} are proved so far.`
    : sentences[run.state]
}

function errorText(signal: Signal | undefined, isOld: boolean): string {
  if (signal === undefined || signal.measure.state !== 'known') return 'Errors are not measured now.'
  const { value, few } = signal.measure
  if (few) return `Errors ${formatRatio(value)} ${fewWords(few)}.`
  if (isOld) return `Errors ${formatRatio(value)}, which holds requests of before the change.`
  const normal = signal.normal.state === 'known' ? signal.normal.value : null
  const asBefore = normal !== null && value <= Math.max(normal * 2, 0.005)
  return asBefore ? `Errors ${formatRatio(value)}, as usual.` : `Errors ${formatRatio(value)}.`
}
