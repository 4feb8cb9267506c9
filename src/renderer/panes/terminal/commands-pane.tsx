import type { KeyboardEvent } from 'react'
import { memo, useMemo, useRef, useState } from 'react'
import type { CommandView } from '../../../contract/index.ts'
import { copy } from '../../stores/ask.ts'
import { showDetail, useView } from '../../stores/view.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { CommandDetail } from './command-detail.tsx'
import { latest } from './latest.ts'
import css from './terminal.module.css'
import { useFoundCommands } from './use-found-commands.ts'
import { useTerminal } from './use-terminal.ts'

/**
 * The commands as they were executed, in a terminal that only writes. The list beside it carries the same lines for the
 * keyboard and a screen reader: arrows choose, enter shows request and result, c copies.
 */
export function CommandsPane({ commands }: { readonly commands: readonly CommandView[] }) {
  const find = useView((view) => view.find)
  const detail = useView((view) => view.detail)
  const host = useRef<HTMLDivElement>(null)
  const [cursor, setCursor] = useState<number | null>(null)
  const [focused, setFocused] = useState(false)
  const found = useFoundCommands(commands, find)
  const shown = useMemo(() => latest(found), [found])
  const index = cursor === null ? -1 : shown.findIndex((command) => command.seq === cursor)
  const current = shown[index === -1 ? shown.length - 1 : index]
  const marked = focused || detail !== null
  const terminal = useTerminal(host, shown, marked && current !== undefined ? shown.indexOf(current) : null)

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || current === undefined) return
    const at = shown.indexOf(current)
    const go = (next: number) => setCursor(shown[Math.min(shown.length - 1, Math.max(0, next))]?.seq ?? null)
    if (event.key === 'ArrowDown' || event.key === 'j') go(at + 1)
    else if (event.key === 'ArrowUp' || event.key === 'k') go(at - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(shown.length - 1)
    else if (event.key === 'Enter') showDetail(current.seq)
    else if (event.key === 'c') void copy({ kind: 'command', seq: current.seq }, 'the command')
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const opened = commands.find((command) => command.seq === detail)
  return (
    <div className={css['pane']} data-testid="command-log" data-open={opened !== undefined}>
      <div
        className={css['log']}
        role={shown.length === 0 ? 'group' : 'listbox'}
        aria-label="Commands"
        tabIndex={0}
        data-focus="commands"
        aria-activedescendant={current === undefined ? undefined : `command-${current.seq}`}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={onKeyDown}
      >
        {shown.map((command) => (
          <CommandOption key={command.seq} command={command} isCurrent={command === current} />
        ))}
        <div
          ref={host}
          className={css['terminal']}
          aria-hidden="true"
          onClick={(event) => setCursor(shown[terminal?.lineAt(event.clientY) ?? -1]?.seq ?? null)}
          onDoubleClick={() => current !== undefined && showDetail(current.seq)}
        />
        {shown.length === 0 && (
          <p className={css['empty']}>
            {commands.length === 0
              ? 'No command yet. Each dry run and each change appears here as it is sent, with what was read for them.'
              : `No command contains ${find}.`}
          </p>
        )}
      </div>
      {opened !== undefined && <CommandDetail command={opened} />}
    </div>
  )
}

/** One line for the keyboard and a screen reader; a line that comes leaves the others alone. */
const CommandOption = memo(function CommandOption({
  command,
  isCurrent
}: {
  readonly command: CommandView
  readonly isCurrent: boolean
}) {
  return (
    <div
      id={`command-${command.seq}`}
      role="option"
      aria-selected={isCurrent}
      className="offscreen"
      data-testid="command"
      data-label={command.label}
      data-outcome={command.outcome ?? ''}
    >
      {utc(command.at)} {command.label} {command.command} {command.result}
    </div>
  )
})
