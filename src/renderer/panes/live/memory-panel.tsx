import { useState } from 'react'
import { lastValue, serviceKey, type RowJudgement, type ServiceView } from '../../../contract/index.ts'
import { utcMinute } from '../../../contract/words/format-time.ts'
import type { DrawnChange } from './changes-drawn.ts'
import css from './live.module.css'
import { SignalPanel } from './signal-panel.tsx'

/** As old as a pod has to be before main reads from it whether memory grows. */
const tellsAfterMs = 15 * 60_000

interface Props {
  readonly service: ServiceView
  readonly judgements: readonly RowJudgement[]
  readonly changes: readonly DrawnChange[]
}

/** Memory where it is measured. Once it was, it keeps its place while the pods of a rollback are too young to tell. */
export function MemoryPanel({ service, judgements, changes }: Props) {
  const signal = service.signals.find(({ id }) => id === 'memoryLeft')
  const key = serviceKey(service.ref)
  const [measured, setMeasured] = useState('')
  const isMeasured = signal?.measure.state === 'known'
  if (isMeasured && measured !== key) setMeasured(key)
  if (signal !== undefined)
    return <SignalPanel title="Memory" signal={signal} judgements={judgements} changes={changes} />
  if (measured !== key) return null
  const started = (lastValue(service.pods) ?? [])
    .filter(({ life }) => life === 'active')
    .map(({ startedAt }) => Date.parse(startedAt))
    .filter((at) => Number.isFinite(at))
  const from = started.length === 0 ? null : new Date(Math.min(...started) + tellsAfterMs).toISOString()
  return (
    <section className={css['panel']} data-testid="signal-memoryLeft" data-state="new" aria-label="Memory">
      <h2>Memory</h2>
      <p className={css['value']}>
        <b className="dim">new pods</b>{' '}
        <span>{from === null ? 'too young to tell' : `whether it grows is told from ${utcMinute(from)} UTC on`}</span>
      </p>
    </section>
  )
}
