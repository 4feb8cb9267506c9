import type { KeyboardEvent } from 'react'
import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { markUsed, setView, useView } from '../../stores/view.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { scrollWithin } from '../../ui/scroll-within.ts'
import ui from '../../ui/ui.module.css'
import type { PaletteCommand } from './palette-commands.ts'
import { paletteCommands } from './palette-commands.ts'
import css from './overlays.module.css'

/** A namespace may hold hundreds of services; more words find the one that is meant. */
const mostShown = 60

/** Ctrl or Cmd with K: every command by name. */
export function Palette() {
  const open = useView((view) => view.overlay === 'palette')
  return open ? <OpenPalette /> : null
}

function OpenPalette() {
  const [text, setText] = useState('')
  const [cursor, setCursor] = useState(0)
  const words = text.toLowerCase().split(/\s+/)
  const shown = paletteCommands()
    .filter((command) => words.every((word) => command.title.toLowerCase().includes(word)))
    .slice(0, mostShown)
  const current = shown[Math.min(cursor, shown.length - 1)]
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    scrollWithin(list.current?.querySelector<HTMLElement>('[aria-selected="true"]') ?? null)
  }, [current?.id])
  const close = () => setView({ overlay: 'none' })
  function run(command: PaletteCommand | undefined): void {
    if (command === undefined) return
    markUsed(command.id)
    // At once: behind a dialog nothing can take the focus that the command gives.
    flushSync(close)
    command.run()
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setCursor(Math.min(shown.length - 1, cursor + 1))
    else if (event.key === 'ArrowUp') setCursor(Math.max(0, cursor - 1))
    else if (event.key === 'Enter') run(current)
    else return
    event.preventDefault()
  }
  return (
    <Dialog title="Commands" onClose={close}>
      <input
        className={ui['field']}
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-label="Find a command"
        placeholder="Find a command, a step or a service"
        aria-activedescendant={current === undefined ? undefined : `palette-${current.id}`}
        data-testid="palette-input"
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.target.value)
          setCursor(0)
        }}
      />
      <div ref={list} id="palette-list" role="listbox" aria-label="Commands" className={css['list']} tabIndex={-1}>
        {shown.map((command) => (
          <div
            key={command.id}
            id={`palette-${command.id}`}
            role="option"
            aria-selected={command === current}
            className={css['item']}
            onClick={() => run(command)}
          >
            <span>{command.title}</span>
            {command.keys !== '' && <kbd>{command.keys}</kbd>}
          </div>
        ))}
      </div>
      {shown.length === 0 && <p className="dim">No command is called that.</p>}
    </Dialog>
  )
}
