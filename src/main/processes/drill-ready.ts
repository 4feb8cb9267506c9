import type { ClockView } from '../../contract/index.ts'

/** The drill's first line of output, as far as a host needs it. */
export interface DrillReady {
  readonly ready: true
  readonly kubeconfig: string
  readonly server: string
  readonly control: string
  readonly clock: ClockView
}

/** Whether a message from the drill's process is its ready line. */
export function isDrillReady(message: unknown): message is DrillReady {
  return typeof message === 'object' && message !== null && 'ready' in message && 'control' in message
}
