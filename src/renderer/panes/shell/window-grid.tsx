import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { useView } from '../../stores/view.ts'
import { applyPaneSize } from './pane-size.ts'
import css from './shell.module.css'

interface Props {
  readonly panes: Readonly<Record<string, number>>
  readonly screen: string
  readonly children: ReactNode
}

/** The grid of the window with the remembered sizes of its panes. */
export function Frame({ panes, screen, children }: Props) {
  const expanded = useView((view) => view.expanded)
  useEffect(() => {
    for (const pane of ['run', 'live', 'log'] as const) {
      const size = panes[pane]
      if (size !== undefined) applyPaneSize(pane, size)
    }
  }, [panes])
  return (
    <div className={css['frame']} data-screen={screen} data-expanded={expanded}>
      {children}
    </div>
  )
}
