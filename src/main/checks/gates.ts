import type { Gates, GateReading } from '../ports/gate.ts'
import type { ReadPlace } from '../ports/place.ts'
import type { Gate } from '../ports/step.ts'
import { targetChecks } from './registry.ts'

/** Reads the gates of plans: a signal of a service, or a check of the registry. */
export const gates: Gates = {
  async read(gate, place, abort) {
    if (gate.kind === 'signal') return readSignal(gate, place, abort)
    const check = targetChecks.get(gate.check)
    return check ? check(gate.target, place, abort) : { met: null, text: `There is no check "${gate.check}"` }
  }
}

async function readSignal(
  { ref, signal, below }: Extract<Gate, { readonly kind: 'signal' }>,
  { measurements, clock }: ReadPlace,
  abort: AbortSignal
): Promise<GateReading> {
  if (!measurements) return { met: null, text: 'Nothing is measured: no Prometheus is known' }
  const { errorRatio, p95 } = await measurements.measure(ref, clock.now().toISOString(), abort)
  if (signal === 'errorRatio') {
    if ('why' in errorRatio) return { met: null, text: errorRatio.why }
    return { met: errorRatio.value < below, text: `Errors ${percent(errorRatio.value)}, limit ${percent(below)}` }
  }
  if (signal === 'p95') {
    if ('why' in p95) return { met: null, text: p95.why }
    return { met: p95.valueMs < below, text: `P95 ${Math.round(p95.valueMs)} ms, limit ${Math.round(below)} ms` }
  }
  return { met: null, text: `${signal} is not measured for gates` }
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(2)} %`
}
