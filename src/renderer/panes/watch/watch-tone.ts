import type { WatchView } from '../../../contract/index.ts'
import type { Tone } from '../../ui/tone.ts'

/** Green only while it holds, or has held, and what asked for the change is known to be better. */
export function watchTone({ phase, end, open = '' }: Pick<WatchView, 'phase' | 'end' | 'open'>): Tone {
  if (end !== null) return end.how === 'held' && open === '' ? 'ok' : 'warn'
  return ({ holding: open === '' ? 'ok' : 'warn', alarm: 'bad', blind: 'unk', ended: '' } as const)[phase]
}
