import { visibleText } from '../../../lib/visible-text.ts'
import type { SeenScaler } from './seen-scalers.ts'

/** `from 3 to 10`; words for what the object does not say. */
export function limitsText({ min, max }: Pick<SeenScaler, 'min' | 'max'>): string {
  return `from ${min ?? 'an unknown number'} to ${max ?? 'an unknown number'}`
}

/** What an autoscaler keeps of a workload, and what not, two sentences at most. */
export function scalerEffect(scaler: SeenScaler): string {
  const keeps = 'It never touches the template: a rollback keeps the number of pods, and it.'
  return `${stateText(scaler)} ${keeps}`
}

/** Whether it sets the number of pods now, one sentence. */
export function stateText(scaler: SeenScaler): string {
  const { state, why, paused } = scaler
  const limits = limitsText(scaler)
  switch (state) {
    case 'scales':
      return `It alone sets the number of pods, ${limits}; one that is set by hand it sets again within seconds.`
    case 'blind':
      return `It gets no metrics (${why}): within its limits, ${limits}, it leaves the number as it is until it does.`
    case 'off':
      return `It is off while the number of pods is 0, and scales again, ${limits}, once somebody sets 1 or more.`
    case 'paused': {
      const at = paused?.at ?? null
      const count = at === null ? 'at whatever number there is' : `at ${at} ${at === 1 ? 'pod' : 'pods'}`
      return `KEDA has paused ${count}, by the annotation ${visibleText(paused?.annotation ?? '', 120)}: nothing scales it until that is gone.`
    }
  }
}

/** Where upstream says what it does. */
export function scalerSource({ kind }: Pick<SeenScaler, 'kind'>): string {
  return kind === 'ScaledObject'
    ? 'kedacore/keda controllers/keda/scaledobject_controller.go reconcileScaledObject'
    : 'kubernetes/kubernetes pkg/controller/podautoscaler/horizontal.go reconcileAutoscaler'
}
