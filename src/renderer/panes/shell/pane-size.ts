import { useSyncExternalStore } from 'react'

const properties = { run: '--run-w', live: '--live-w', log: '--log-h' } as const
export type PaneName = keyof typeof properties

/** In CSS pixels; `share` of the window's width, or of its height for the record, is the most that the layout gives. */
const limits = {
  run: { initial: 296, min: 220, max: 480, share: 0.3 },
  live: { initial: 348, min: 260, max: 560, share: 0.32 },
  log: { initial: 164, min: 96, max: 520, share: 0.5 }
} as const

export interface PaneSize {
  readonly pixels: number
  readonly min: number
  readonly max: number
}

const listeners = new Set<() => void>()

/** Sets a pane's size at once, without waiting for main to remember it. */
export function applyPaneSize(pane: PaneName, pixels: number): void {
  document.documentElement.style.setProperty(properties[pane], `${pixels}px`)
  for (const listener of listeners) listener()
}

/** The size that a pane has now: as set by hand, else as the layout has it at this size of the window. */
export function usePaneSize(pane: PaneName): PaneSize {
  const { initial, min, max, share } = limits[pane]
  const space = useSyncExternalStore(follow, () => (pane === 'log' ? window.innerHeight : window.innerWidth))
  const wanted = useSyncExternalStore(follow, () => readPixels(properties[pane]) ?? initial)
  const most = Math.max(min, Math.min(max, Math.floor(space * share)))
  return { pixels: Math.min(wanted, most), min, max: most }
}

function readPixels(property: string): number | undefined {
  const value = Number.parseInt(getComputedStyle(document.documentElement).getPropertyValue(property), 10)
  return Number.isNaN(value) ? undefined : value
}

function follow(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('resize', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('resize', listener)
  }
}
