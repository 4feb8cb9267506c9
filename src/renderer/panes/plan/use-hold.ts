import { useEffect, useRef, useState } from 'react'

export interface Hold {
  /** 0 to 1 while held. */
  readonly progress: number
  readonly start: () => void
  readonly stop: () => void
}

const frameMs = 40

/** A hold of `holdMs` that fires once with the time it was really held; letting go before fires nothing. */
export function useHold(holdMs: number, onHeld: (heldMs: number) => void): Hold {
  const [progress, setProgress] = useState(0)
  const timer = useRef<ReturnType<typeof setInterval> | undefined>(undefined)

  function stop(): void {
    clearInterval(timer.current)
    timer.current = undefined
    setProgress(0)
  }

  function start(): void {
    if (timer.current !== undefined) return
    const begin = performance.now()
    timer.current = setInterval(() => {
      const held = performance.now() - begin
      setProgress(Math.min(1, held / holdMs))
      if (held < holdMs) return
      stop()
      onHeld(Math.round(held))
    }, frameMs)
  }

  useEffect(() => () => clearInterval(timer.current), [])
  return { progress, start, stop }
}
