import type { RefObject } from 'react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { CommandView } from '../../../contract/index.ts'
import type { LogTerminal } from './create-terminal.ts'
import { createTerminal } from './create-terminal.ts'
import { lineMaker } from './line-maker.ts'

const font = '12px "JetBrains Mono Variable"'

/** Keeps a terminal in `host` showing these commands, at any width and in any theme. */
export function useTerminal(
  host: RefObject<HTMLElement | null>,
  commands: readonly CommandView[],
  chosen: number | null
): LogTerminal | null {
  const [terminal, setTerminal] = useState<LogTerminal | null>(null)
  const [columns, setColumns] = useState(0)
  const shown = useRef<LogTerminal | null>(null)

  useEffect(() => {
    let gone = false
    const observer = new ResizeObserver(() => {
      shown.current?.fit()
      setColumns(shown.current?.columns() ?? 0)
    })
    // The terminal measures the font once, so the font has to be there before it.
    void document.fonts.load(font).then(() => {
      if (gone || host.current === null) return
      shown.current = createTerminal(host.current)
      setColumns(shown.current.columns())
      setTerminal(shown.current)
      observer.observe(host.current)
    })
    const theme = new MutationObserver(() => shown.current?.recolour())
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      gone = true
      observer.disconnect()
      theme.disconnect()
      shown.current?.dispose()
      shown.current = null
    }
  }, [host])

  const line = useMemo(() => lineMaker(columns), [columns])
  useEffect(() => {
    if (terminal !== null && columns > 0) terminal.show(commands.map(line))
  }, [terminal, columns, commands, line])

  useEffect(() => terminal?.mark(chosen), [terminal, columns, commands, chosen])

  return terminal
}
