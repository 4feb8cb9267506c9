/** Screen coordinates in device-independent pixels. */
export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const minimumSize = { width: 960, height: 640 } as const
const usualSize = { width: 1440, height: 900 } as const

/**
 * Where the window opens: where it was, if enough of its title bar is still on a screen, else in the middle.
 * @param remembered what the last run stored; anything
 * @param screens work areas, the primary one first
 */
export function chooseBounds(
  remembered: unknown,
  screens: readonly Bounds[]
): Partial<Bounds> & { readonly width: number; readonly height: number } {
  if (isBounds(remembered)) {
    const { x, y } = remembered
    const width = Math.max(remembered.width, minimumSize.width)
    const height = Math.max(remembered.height, minimumSize.height)
    const isReachable = screens.some(
      (screen) =>
        x + width - 100 > screen.x &&
        x + 100 < screen.x + screen.width &&
        y >= screen.y &&
        y + 50 < screen.y + screen.height
    )
    return isReachable ? { x, y, width, height } : { width, height }
  }
  const [primary] = screens
  if (primary === undefined) return usualSize
  return {
    width: Math.max(minimumSize.width, Math.min(usualSize.width, primary.width)),
    height: Math.max(minimumSize.height, Math.min(usualSize.height, primary.height))
  }
}

function isBounds(value: unknown): value is Bounds {
  if (typeof value !== 'object' || value === null) return false
  const { x, y, width, height } = value as Record<string, unknown>
  return [x, y, width, height].every(
    (number) => typeof number === 'number' && Number.isInteger(number) && Math.abs(number) < 100_000
  )
}
