import type { Run, WatchView } from '../../../contract/index.ts'
import type { Tone } from '../../ui/tone.ts'

/** How it stands with the users of a service that was drained: what is read of it alone says nothing of them. */
export interface LedAway {
  readonly text: string
  readonly tone: Tone
}

/** Null for a run that is not proved, or whose users stay where they were. @param watch the newest over its service */
export function ledAway({ id, proved, watchOf }: Run, watch: WatchView | null): LedAway | null {
  if (!proved || watchOf === undefined) return null
  const to = `Requests go to ${watchOf.name}`
  const own = watch?.runId === id ? watch : null
  switch (own?.phase) {
    case 'holding':
      return { text: `${to}, which is quiet.`, tone: 'ok' }
    case 'alarm':
      return { text: `${to}: ${own.alarms.at(-1)?.text ?? 'an alarm is on.'}`, tone: 'bad' }
    case 'blind':
      return { text: `${to}, which cannot be told of now: ${own.blindWhy ?? 'nothing is read'}.`, tone: 'unk' }
    case 'ended':
    case undefined:
      return { text: `${to}, which was well at the proof.`, tone: 'ok' }
  }
}
