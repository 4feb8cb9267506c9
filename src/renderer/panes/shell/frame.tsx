import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { useView } from '../../stores/view.ts'
import css from './shell.module.css'

interface Props {
  readonly panes: Readonly<Record<string, number>>
  readonly screen: string
  readonly children: ReactNode
}

const properties = { run: '--run-w', live: '--live-w', log: '--log-h' } as const
export type PaneName = keyof typeof properties
export const paneSize = {
  run: { initial: 296, min: 220, max: 480 },
  live: { initial: 348, min: 260, max: 560 },
  log: { initial: 164, min: 96, max: 520 }
} as const

/** Sets a pane's size at once, without waiting for main to remember it. */
export function applyPaneSize(pane: PaneName, pixels: number): void {
  document.documentElement.style.setProperty(properties[pane], `${pixels}px`)
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
