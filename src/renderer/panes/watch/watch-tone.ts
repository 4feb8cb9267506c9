import type { WatchView } from '../../../contract/index.ts'
import type { Tone } from '../../ui/tone.ts'

/** Green only while it holds, or has held. */
export function watchTone({ phase, end }: Pick<WatchView, 'phase' | 'end'>): Tone {
  if (end !== null) return end.how === 'held' ? 'ok' : 'warn'
  return ({ holding: 'ok', alarm: 'bad', blind: 'unk', ended: '' } as const)[phase]
}
