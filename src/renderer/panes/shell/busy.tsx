import type { ShellView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Waiting } from '../../ui/waiting.tsx'

/** What main waits for, with the way out where there is one. */
export function Busy({ busy }: { readonly busy: NonNullable<ShellView['busy']> }) {
  const stop = busy.canStop ? () => void ask('environment.stopWaiting', {}) : undefined
  return <Waiting text={busy.text} sinceAt={busy.sinceAt} onStop={stop} />
}
