import type { KeyboardEvent } from 'react'
import { useEffect, useState } from 'react'
import type { QuickCommand } from '../../../contract/index.ts'
import { request } from '../../bridge/backout.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView, showFailure, useView } from '../../stores/view.ts'
import { Age } from '../../ui/age.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { QuickRow } from './quick-row.tsx'
import css from './quick.module.css'

/** The procedure's quick reference with this service's names, each command judged, the one that is right now on top. */
export function QuickOverlay() {
  const open = useView((view) => view.overlay === 'quick')
  const service = useFeed('service')
  return open && service ? <OpenQuick /> : null
}

function OpenQuick() {
  const decision = useFeed('decision')
  const [since] = useState(() => new Date().toISOString())
  const known = useFeed('lastKnown') ?? null
  const [isRefused, setRefused] = useState(false)
  const [commands, setCommands] = useState<readonly QuickCommand[] | null>(null)
  // Judged anew whenever something else fits: what was right a minute ago may be a trap by now.
  useEffect(() => {
    let isLate = false
    void request('commands.quick', {}).then((answer) => {
      if (isLate) return
      if (answer.ok) setCommands(answer.value)
      else showFailure(answer.failure)
      setRefused(!answer.ok)
    })
    return () => {
      isLate = true
    }
  }, [decision])
  const groups = [...new Set((commands ?? []).map(({ group }) => group))]
  return (
    <Dialog title="Quick commands" onClose={() => setView({ overlay: 'none' })}>
      <p className="dim">
        Filled in and judged for this service as it is now. <kbd>j</kbd> <kbd>k</kbd> move, <kbd>enter</kbd> copies.
      </p>
      {known !== null && (
        <p className="unk" data-testid="quick-age">
          Offline: of what was known <Age at={known.at} />. Whether it still fits cannot be read.
        </p>
      )}
      {commands === null && !isRefused && <Waiting text="the service to be read" sinceAt={since} />}
      <div className={css['groups']} data-testid="quick" onKeyDown={move}>
        {groups.map((group, index) => (
          <section key={group} aria-label={group} data-first={index === 0}>
            <h3>{group}</h3>
            <ul>
              {(commands ?? [])
                .filter((command) => command.group === group)
                .map((command) => (
                  <QuickRow key={command.id} command={command} isFirst={index === 0} />
                ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

/** From one copy button to the next. */
function move(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === 'j' || event.key === 'ArrowDown' ? 1 : event.key === 'k' || event.key === 'ArrowUp' ? -1 : 0
  if (by === 0 || event.ctrlKey || event.metaKey || event.altKey) return
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-copy]')]
  const at = buttons.indexOf(document.activeElement as HTMLElement)
  buttons[Math.min(buttons.length - 1, Math.max(0, at + by))]?.focus()
  event.preventDefault()
}
