import { useEffect, useRef } from 'react'
import type { Run, RunStep } from '../../../contract/index.ts'
import { formatDuration, formatExpected } from '../../../contract/words/format-duration.ts'
import { useNowMs } from '../../stores/clock.ts'
import css from './run.module.css'
import { elapsedText } from './elapsed-text.ts'
import { stepRows, tally } from './step-rows.ts'

const glyphs: Readonly<Record<RunStep['state'], string>> = {
  todo: '○',
  now: '▶',
  done: '✓',
  failed: '✕',
  unknown: '?',
  cancelled: '–'
}

/** The steps with elapsed against expected time. */
export function RunSteps({ run }: { readonly run: Run }) {
  const now = useNowMs()
  const rows = stepRows(run)
  return (
    <>
      <Tally rows={rows} run={run} />
      <Rows rows={rows} now={now} />
    </>
  )
}

/** Of many rows: a bar with one part for each, and the same in words. */
function Tally({ rows, run }: { readonly rows: readonly RunStep[]; readonly run: Run }) {
  const counted = tally(rows, run)
  if (counted === null) return null
  return (
    <div className={css['tally']} data-testid="run-tally">
      <div aria-hidden="true">
        {counted.rows.map(({ id, state }) => (
          <i key={id} data-state={state === 'done' && !counted.areProved && !run.proved ? 'sent' : state} />
        ))}
      </div>
      <span>{counted.words}</span>
    </div>
  )
}

function Rows({ rows, now }: { readonly rows: readonly RunStep[]; readonly now: number }) {
  const list = useRef<HTMLOListElement>(null)
  const current = rows.find(({ state }) => state === 'now')?.id
  // In a low window the steps that are done would leave no room for the one that is under way.
  useEffect(() => {
    const row = current === undefined ? null : list.current?.querySelector<HTMLElement>('[data-state="now"]')
    const main = row?.closest<HTMLElement>('main')
    if (main && main.scrollHeight > main.clientHeight) row?.scrollIntoView({ block: 'nearest' })
  }, [current])
  const failed = rows.findLast(({ state }) => state === 'failed')?.id
  // What has failed meanwhile is shown once, also where something else goes on.
  useEffect(() => {
    if (failed === undefined) return
    const row = [...(list.current?.querySelectorAll<HTMLElement>('[data-state="failed"]') ?? [])].at(-1)
    const main = row?.closest<HTMLElement>('main')
    if (main && main.scrollHeight > main.clientHeight) row?.scrollIntoView({ block: 'nearest' })
  }, [failed])
  return (
    <ol ref={list} className={css['steps']} data-testid="run-steps" aria-label="Steps">
      {rows.map((step) => (
        <li key={`${step.kind} ${step.id}`} className={css['step']} data-state={step.state} data-step={step.id}>
          <span className={css['glyph']} aria-hidden="true">
            {glyphs[step.state]}
          </span>
          <span>
            {step.title}
            <span className="offscreen">, {step.state}</span>
            {step.detail !== '' && <small>{step.detail}</small>}
            {step.state === 'now' && step.startedAt !== null && step.expectedMs > 0 && (
              <progress
                max={step.expectedMs}
                value={Math.min(step.expectedMs, Math.max(0, now - Date.parse(step.startedAt)))}
                aria-label={`Progress of: ${step.title}`}
              />
            )}
          </span>
          <span className={css['time']}>{timeText(step, now)}</span>
        </li>
      ))}
    </ol>
  )
}

function timeText(step: RunStep, now: number): string {
  if (step.startedAt === null)
    return step.state === 'todo' && step.expectedMs > 0 ? formatExpected(step.expectedMs) : ''
  const end = step.endedAt === null ? now : Date.parse(step.endedAt)
  const elapsed = formatDuration(end - Date.parse(step.startedAt))
  return step.state === 'now' && step.expectedMs > 0
    ? elapsedText(end - Date.parse(step.startedAt), step.expectedMs, formatDuration)
    : elapsed
}
