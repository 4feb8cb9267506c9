import { useLayoutEffect, useState, type RefObject } from 'react'

/** Lower than this, pixels, a bar with command and facts would take the place of the plan that it is about. */
const shortPx = 372

/** Whether the column that an element stands in is that short, as it changes: what stands above it takes more or less. */
export function useShortColumn(within: RefObject<HTMLElement | null>): boolean {
  const [isShort, setIsShort] = useState(false)
  useLayoutEffect(() => {
    const main = within.current?.closest('main')
    if (!main) return undefined
    const measure = (): void => setIsShort(main.clientHeight > 0 && main.clientHeight < shortPx)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(main)
    return () => observer.disconnect()
  }, [within])
  return isShort
}
