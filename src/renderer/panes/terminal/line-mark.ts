import type { Terminal } from '@xterm/xterm'
import css from './terminal.module.css'

/** A band behind one line of a terminal, which moves with it. */
export interface LineMark {
  readonly set: (line: number | null) => void
  readonly place: () => void
  readonly dispose: () => void
}

/** Marks lines of a terminal without writing to it: choosing one costs no line, and none has to be written again. */
export function createLineMark(host: HTMLElement, terminal: Terminal): LineMark {
  const band = document.createElement('div')
  band.className = css['mark'] ?? ''
  band.dataset['testid'] = 'marked-line'
  host.append(band)
  let line: number | null = null

  function place(): void {
    const row = line === null ? -1 : line - terminal.buffer.active.viewportY
    band.hidden = row < 0 || row >= terminal.rows
    const height = (host.querySelector('.xterm-screen')?.getBoundingClientRect().height ?? 0) / terminal.rows
    band.style.height = `${height}px`
    band.style.transform = `translateY(${row * height}px)`
  }

  const listeners = [terminal.onScroll(place), terminal.onRender(place), terminal.onResize(place)]
  place()
  return {
    place,
    set(next) {
      line = next
      place()
    },
    dispose() {
      for (const listener of listeners) listener.dispose()
      band.remove()
    }
  }
}
