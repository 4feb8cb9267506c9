import type { KeyboardEvent, PointerEvent } from 'react'
import { useRef } from 'react'
import css from './ui.module.css'

interface Props {
  readonly label: string
  readonly orientation: 'vertical' | 'horizontal'
  /** Size of the pane it resizes, CSS pixels. */
  readonly value: number
  readonly min: number
  readonly max: number
  /** 1 when the pane grows with the pointer's coordinate, -1 when it shrinks. */
  readonly direction: 1 | -1
  readonly className?: string | undefined
  readonly onChange: (value: number) => void
  /** After a drag ended or a key was pressed: the value to remember. */
  readonly onSettle: (value: number) => void
}

const keyStep = 16

/** The edge between two panes: drag it, or move it with the arrow keys, Home and End. */
export function Splitter(props: Props) {
  const { label, orientation, value, min, max, direction, className, onChange, onSettle } = props
  const drag = useRef<{ readonly from: number; readonly value: number } | null>(null)
  const clamp = (next: number) => Math.round(Math.min(max, Math.max(min, next)))
  const position = (event: PointerEvent) => (orientation === 'vertical' ? event.clientX : event.clientY)

  function onKeyDown(event: KeyboardEvent): void {
    const [less, more] = orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
    const next =
      event.key === less
        ? value - keyStep * direction
        : event.key === more
          ? value + keyStep * direction
          : event.key === 'Home'
            ? min
            : event.key === 'End'
              ? max
              : null
    if (next === null) return
    event.preventDefault()
    event.stopPropagation()
    onChange(clamp(next))
    onSettle(clamp(next))
  }

  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      className={[css['splitter'], className].join(' ')}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.current = { from: position(event), value }
      }}
      onPointerMove={(event) => {
        if (drag.current !== null)
          onChange(clamp(drag.current.value + (position(event) - drag.current.from) * direction))
      }}
      onLostPointerCapture={() => {
        if (drag.current === null) return
        drag.current = null
        onSettle(value)
      }}
    />
  )
}
