import { useState } from 'react'
import { ask } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { Splitter } from '../../ui/splitter.tsx'
import type { PaneName } from './frame.tsx'
import { applyPaneSize, paneSize } from './frame.tsx'
import css from './shell.module.css'

const labels = { run: 'Width of the checklist', live: 'Width of the live panels', log: 'Height of the record' } as const

/** The movable edge of a pane; main remembers where it was left. */
export function PaneSplitter({ pane }: { readonly pane: PaneName }) {
  const remembered = useFeed('shell')?.preferences.panes ?? {}
  const { initial, min, max } = paneSize[pane]
  const [value, setValue] = useState(remembered[pane] ?? initial)
  return (
    <Splitter
      label={labels[pane]}
      orientation={pane === 'log' ? 'horizontal' : 'vertical'}
      direction={pane === 'run' ? 1 : -1}
      value={value}
      min={min}
      max={max}
      className={css[`edge-${pane}`]}
      onChange={(next) => {
        setValue(next)
        applyPaneSize(pane, next)
      }}
      onSettle={(next) => void ask('preferences.set', { panes: { ...remembered, [pane]: next } })}
    />
  )
}
