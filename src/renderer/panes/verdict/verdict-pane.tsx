import { useState } from 'react'
import type { DeclinedView, RowJudgement, RowLevel, Verdict } from '../../../contract/index.ts'
import { formatAge, formatDuration } from '../../../contract/words/format-duration.ts'
import { utc, utcSpelled } from '../../../contract/words/format-time.ts'
import { setView } from '../../stores/view.ts'
import { useInDoubtSince, useNowMs } from '../../stores/clock.ts'
import { useFeed } from '../../stores/feeds.ts'
import { Button } from '../../ui/button.tsx'
import { toneOf } from '../../ui/tone.ts'
import { Unbroken } from '../../ui/unbroken.tsx'
import { takeOffer, watchOffer } from '../watch/watch-offer.ts'
import { splitDetail } from './split-detail.ts'
import css from './verdict.module.css'
import { waitingWords } from '../../../contract/words/waiting-words.ts'

interface Props {
  readonly verdict: Verdict | null
  /** What asks for something else than the verdict does, and goes before it. */
  readonly urgent?: string | undefined
}

/** The one sentence that decides, and on demand every row that judged. */
export function VerdictPane({ verdict, urgent }: Props) {
  const [open, setOpen] = useState(false)
  const now = useNowMs()
  const doubtAt = useInDoubtSince()
  if (verdict === null) {
    return (
      <section className={css['verdict']} data-testid="verdict" data-level="none">
        <h1>Reading the service.</h1>
        <p>No verdict before the first readings are in.</p>
      </section>
    )
  }
  const detail = splitDetail(verdict.detail)
  const isUnknown = verdict.row === null && verdict.judgements.some((judgement) => judgement.result === 'unknown')
  const tone = verdict.level === 'watch' && !verdict.isComplete ? 'dim' : isUnknown ? 'unk' : toneOf(verdict.level)
  const rest = verdict.wait === null ? verdict.rest : waitingWords(verdict.wait, now)
  return (
    <section className={css['verdict']} data-testid="verdict" data-level={verdict.level}>
      {urgent === undefined ? (
        <h1>
          <em className={tone}>{verdict.lead}</em> <Unbroken text={rest} />
        </h1>
      ) : (
        <h1>
          <em className="bad">{urgent}</em>
        </h1>
      )}
      {doubtAt !== null && (
        <p data-testid="in-doubt">
          <b className="unk">Connection in doubt since {utcSpelled(doubtAt)}.</b> All of this is as of then,{' '}
          {formatAge(now - Date.parse(doubtAt))} ago.
        </p>
      )}
      <p>
        {urgent !== undefined && <Unbroken text={`The service itself: ${verdict.lead} ${rest} `} />}
        <Unbroken text={detail.before} />
        {verdict.judgements.length > 0 && (
          <Button look="link" aria-expanded={open} onClick={() => setOpen(!open)}>
            {detail.link}
          </Button>
        )}
        <Unbroken text={detail.after} />
        {/* What customers meet may be in none of the numbers. */}
        {verdict.level === 'hold' && (
          <>
            {' '}
            <Button look="link" onClick={() => setView({ saying: 'customerReports' })}>
              Do customers report trouble? <kbd>u</kbd>
            </Button>
            <OfferedWatch />
          </>
        )}
      </p>
      {verdict.declined && <Declined declined={verdict.declined} />}
      {open && <Judgements judgements={verdict.judgements} firing={verdict.row} />}
    </section>
  )
}

/** After a change that somebody else took back: the half hour that begins by itself after a proof of ours. */
function OfferedWatch() {
  const offered = watchOffer({
    shell: useFeed('shell'),
    service: useFeed('service'),
    verdict: useFeed('verdict'),
    run: useFeed('run'),
    watches: useFeed('watches')
  })
  if (offered === null) return null
  return (
    <>
      {' '}
      <Button look="link" data-testid="watch-begin" onClick={() => takeOffer()}>
        Watch it for {formatDuration(offered.forMs)} <kbd>w</kbd>
      </Button>
    </>
  )
}

/** The decision not to act, as long as something is asked for; that it is asked about again stands out. */
function Declined({ declined: { who, reason, untilAt, again } }: { readonly declined: DeclinedView }) {
  return (
    <p data-testid="declined" data-again={again !== null}>
      {again === null ? (
        <b>Decided not to act until {utc(untilAt)}</b>
      ) : (
        <b className="warn">! Asked again: {again}.</b>
      )}{' '}
      {again === null ? `by ${who}: ${reason}` : `${who} had decided not to act: ${reason}`}{' '}
      <Button look="link" onClick={() => setView({ saying: 'decline' })}>
        Decide again
      </Button>
    </p>
  )
}

const words = { fires: 'fires', waits: 'waits', quiet: 'quiet', unknown: 'unknown' } as const
const glyphs = { fires: '▲', waits: '◇', quiet: '○', unknown: '?' } as const
const levels: Readonly<Record<RowLevel, string>> = {
  declareIncident: 'declare an incident',
  rollBack: 'roll back',
  prepare: 'prepare',
  watch: 'watch',
  hold: 'hold'
}

function Judgements({
  judgements,
  firing
}: {
  readonly judgements: readonly RowJudgement[]
  readonly firing: string | null
}) {
  return (
    <table className={css['rows']} data-testid="judgements">
      <thead>
        <tr>
          <th scope="col">Row of the matrix</th>
          <th scope="col">Says</th>
          <th scope="col">Result</th>
          <th scope="col">Value and limit</th>
          <th scope="col">Decide within</th>
        </tr>
      </thead>
      <tbody>
        {judgements.map((judgement) => (
          <tr key={judgement.row} data-firing={judgement.row === firing}>
            <td>{judgement.title}</td>
            <td>{levels[judgement.level]}</td>
            <td className={toneOfResult(judgement)}>
              {glyphs[judgement.result]} {words[judgement.result]}
            </td>
            <td>
              <Unbroken text={judgement.evidence} />
            </td>
            <td>
              {formatDuration(judgement.withinSeconds * 1_000)}
              {judgement.decideBy !== null && `, by ${utc(judgement.decideBy)}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function toneOfResult({ result, level }: RowJudgement): string {
  if (result === 'unknown' || result === 'waits') return 'unk'
  return result === 'fires' ? toneOf(level) : 'dim'
}
