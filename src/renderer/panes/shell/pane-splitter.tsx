import { ask } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { Splitter } from '../../ui/splitter.tsx'
import type { PaneName } from './pane-size.ts'
import { applyPaneSize, usePaneSize } from './pane-size.ts'
import css from './shell.module.css'

const labels = { run: 'Width of the checklist', live: 'Width of the live panels', log: 'Height of the record' } as const

/** The movable edge of a pane; main remembers where it was left. */
export function PaneSplitter({ pane }: { readonly pane: PaneName }) {
  const remembered = useFeed('shell')?.preferences.panes ?? {}
  const { pixels, min, max } = usePaneSize(pane)
  return (
    <Splitter
      label={labels[pane]}
      orientation={pane === 'log' ? 'horizontal' : 'vertical'}
      direction={pane === 'run' ? 1 : -1}
      value={pixels}
      min={min}
      max={max}
      className={css[`edge-${pane}`]}
      onChange={(next) => applyPaneSize(pane, next)}
      onSettle={(next) => void ask('preferences.set', { panes: { ...remembered, [pane]: next } })}
    />
  )
}
