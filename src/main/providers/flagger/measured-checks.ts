import type { Measure, PanelCell, PanelPart, Signal } from '../../../contract/index.ts'
import { formatMs, formatRatio } from '../../../contract/words/format-measure.ts'
import { arrayAt, at, numberAt, stringAt } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { readCanary } from './canary.ts'
import { isOnTrial } from './phase.ts'

/** A check of the analysis, in the unit of its own limits. */
interface LimitedCheck {
  readonly name: string
  readonly min: number | null
  readonly max: number | null
}

const mostShown = 8
const success = 'request-success-rate'
const duration = 'request-duration'

/**
 * What Flagger measured last for each check of a Canary, what of it passes, and what is seen now here; null where Flagger's own
 * numbers are not known and no release is on trial, so that there is nothing to compare. Pure.
 * @param measured by the name of the check, as Flagger exports them: percent, seconds, or what a query of its own answers
 * @param signals as they are measured here, of the workload that they name
 */
export function measuredChecks(
  object: KubeObject,
  measured: ReadonlyMap<string, number>,
  signals: readonly Signal[]
): PanelPart | null {
  const { phase, analysisField, target } = readCanary(object)
  const checks = arrayAt(object, 'spec', analysisField, 'metrics').flatMap((metric) => checkOf(metric) ?? [])
  if (checks.length === 0 || (measured.size === 0 && !isOnTrial(phase))) return null
  const rows = checks.slice(0, mostShown).map((check) => ({
    label: visibleText(check.name, 60),
    cells: [lastCell(check, measured.get(check.name)), plain(rangeText(check)), hereCell(check, signals, target.name)]
  }))
  return {
    kind: 'grid',
    corner: 'Check',
    columns: ['Flagger', 'passes', 'here'],
    brief: briefOf(rows),
    rows
  }
}

/** The first check that failed, or how many passed. */
function briefOf(rows: readonly { readonly label: string; readonly cells: readonly PanelCell[] }[]): string {
  const failed = rows.find(({ cells }) => cells[0]?.tone === 'bad')
  if (failed) return `${failed.label.replace(/^request-/, '')} ${failed.cells[0]?.text ?? ''}`
  const passed = rows.filter(({ cells }) => cells[0]?.tone === 'good').length
  return `${passed} of ${rows.length} checks pass`
}

/** Without a range the old single threshold counts: the least of a success rate, the most of everything else. */
function checkOf(metric: unknown): LimitedCheck | null {
  const name = stringAt(metric, 'name')
  if (name === '') return null
  if (at(metric, 'thresholdRange') !== undefined) {
    const bound = (end: string): number | null => numberAt(metric, 'thresholdRange', end) ?? null
    return { name, min: bound('min'), max: bound('max') }
  }
  const old = numberAt(metric, 'threshold') ?? 0
  return name === success ? { name, min: old, max: null } : { name, min: null, max: old }
}

/** A value in the unit of the limits: milliseconds for a duration, which Flagger exports in seconds. */
function lastCell({ name, min, max }: LimitedCheck, exported: number | undefined): PanelCell {
  if (exported === undefined) return { text: 'no value', tone: 'unknown' }
  const value = name === duration ? exported * 1_000 : exported
  const isPassed = (min === null || value >= min) && (max === null || value <= max)
  return { text: inWords(name, value), tone: isPassed ? 'good' : 'bad' }
}

function rangeText({ name, min, max }: LimitedCheck): string {
  if (min !== null && max !== null) return `${inWords(name, min)} to ${inWords(name, max)}`
  if (min !== null) return `≥\u00a0${inWords(name, min)}`
  return max === null ? 'anything' : `≤\u00a0${inWords(name, max)}`
}

/** What is seen here of the same: the share of requests that did not fail, and the P95, for no P99 is judged. */
function hereCell({ name }: LimitedCheck, signals: readonly Signal[], target: string): PanelCell {
  if (name !== success && name !== duration) return plain('not asked')
  const signal = signals.find(({ id }) => id === (name === success ? 'errorRatio' : 'p95'))
  const measure: Measure | undefined = signal?.measure
  if (measure?.state !== 'known') return { text: 'not known', tone: 'unknown' }
  const of =
    signal?.workload === undefined || signal.workload === target ? '' : ` of ${visibleText(signal.workload, 63)}`
  return plain(
    name === success
      ? `${together(formatRatio(1 - measure.value))}${of}`
      : `P95 ${together(formatMs(measure.value))}${of}`
  )
}

function inWords(name: string, value: number): string {
  if (name === success) return together(formatRatio(value / 100))
  return name === duration ? together(formatMs(value)) : String(Number(value.toPrecision(4)))
}

/** A number and its unit stay in one line of a narrow cell. */
function together(text: string): string {
  return text.replaceAll(' ', '\u00a0')
}

function plain(text: string): PanelCell {
  return { text, tone: 'plain' }
}
