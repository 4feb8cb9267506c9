import type { WebContents } from 'electron'

/** As browsers step, 1 being the usual size. */
const factors = [0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const

/** The zoom of the last run, 1 where nothing usable is remembered. */
export function chooseZoom(remembered: unknown): number {
  const zoom =
    typeof remembered === 'object' && remembered !== null ? (remembered as { zoom?: unknown }).zoom : undefined
  return factors.find((factor) => factor === zoom) ?? 1
}

/** The zoom after ctrl or cmd with a key; null when the key is none for zooming. */
export function zoomAfter(key: string, factor: number): number | null {
  // Chromium keeps the zoom as a logarithm, and what comes back is not quite what was set.
  const slack = 0.01
  switch (key) {
    case '+':
    case '=':
      return factors.find((each) => each > factor + slack) ?? 3
    case '-':
    case '_':
      return factors.findLast((each) => each < factor - slack) ?? 0.5
    case '0':
      return 1
    default:
      return null
  }
}

/** The step that a factor of Chromium's stands for. */
export function nearestStep(factor: number): number {
  return factors.reduce((best, each) => (Math.abs(each - factor) < Math.abs(best - factor) ? each : best))
}

/** Zooms by ctrl or cmd with plus, minus and zero; without a menu Electron has no such keys. */
export function followZoomKeys(contents: WebContents): void {
  contents.on('before-input-event', (event, input) => {
    if (input.type !== 'keyDown' || input.alt || !(input.control || input.meta)) return
    const next = zoomAfter(input.key, contents.getZoomFactor())
    if (next === null) return
    event.preventDefault()
    contents.setZoomFactor(next)
  })
}
