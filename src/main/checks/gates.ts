import { besideLimit, type MeasureUnit } from '../../contract/words/format-measure.ts'
import type { GateOptions, GateReading, Gates } from '../ports/gate.ts'
import type { ReadPlace } from '../ports/place.ts'
import type { Gate } from '../ports/step.ts'
import type { TargetCheck } from './target-check.ts'

/** Reads the gates of plans: a signal of a service, or one of `checks` by its name. */
export function createGates(checks: ReadonlyMap<string, TargetCheck>): Gates {
  return {
    async read(gate, place, options) {
      if (gate.kind === 'signal') return readSignal(gate, place, options)
      const check = checks.get(gate.check)
      return check ? check(gate.target, place, options.abort) : { met: null, text: `There is no check "${gate.check}"` }
    }
  }
}

async function readSignal(
  { ref, signal, below }: Extract<Gate, { readonly kind: 'signal' }>,
  { measurements }: ReadPlace,
  { sinceAt, abort }: GateOptions
): Promise<GateReading> {
  if (!measurements) return { met: null, text: 'Nothing is measured: no Prometheus is known' }
  const { errorRatio, p95 } = await measurements.measure(ref, sinceAt, abort)
  if (signal === 'errorRatio') {
    if ('why' in errorRatio) return { met: null, text: errorRatio.why }
    return held('Errors', errorRatio.value, below, 'ratio', errorRatio.at)
  }
  if (signal === 'p95') {
    if ('why' in p95) return { met: null, text: p95.why }
    return held('P95', p95.valueMs, below, 'ms', p95.at)
  }
  return { met: null, text: `${signal} is not measured for gates` }
}

function held(what: string, value: number, below: number, unit: MeasureUnit, at: string): GateReading {
  const words = besideLimit(value, below, unit)
  return { met: value < below, text: `${what} ${words.value}, limit ${words.limit}`, at }
}
