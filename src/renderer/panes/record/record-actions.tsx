import { useState } from 'react'
import { flushSync } from 'react-dom'
import { ask, copy } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import type { BottomTab } from '../../stores/view.ts'
import { say, setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { OutputActions } from '../output/output-actions.tsx'
import css from './record.module.css'

/** What can be done with the tab in view. */
export function RecordActions({ tab }: { readonly tab: BottomTab }) {
  const expanded = useView((view) => view.expanded)
  const find = useView((view) => view.find)
  const [finding, setFinding] = useState(false)
  // What users of a service are told is about that one.
  const hasService = (useFeed('service') ?? null) !== null
  const shown = finding || find !== ''
  async function save(): Promise<void> {
    const answer = await ask('report.save', {})
    if (answer?.path) say(`Saved ${answer.path}`)
  }
  return (
    <div className={css['actions']}>
      {tab === 'commands' && (
        <>
          <label className={css['find']} hidden={!shown}>
            <span className="offscreen">Find in the commands</span>
            <input
              type="search"
              placeholder="Find in the commands"
              data-find="commands"
              value={find}
              onFocus={() => setFinding(true)}
              onBlur={() => setFinding(false)}
              onChange={(event) => setView({ find: event.target.value })}
              onKeyDown={(event) => {
                if (event.key !== 'Escape' && event.key !== 'Enter') return
                event.stopPropagation()
                if (event.key === 'Escape') setView({ find: '' })
                document.querySelector<HTMLElement>('[data-focus="commands"]')?.focus()
              }}
            />
          </label>
          <Button look="small" onClick={() => void copy({ kind: 'allCommands' }, 'the command log')}>
            Copy all
          </Button>
          {!shown && (
            <Button look="small" onClick={() => startFinding()}>
              Find
            </Button>
          )}
        </>
      )}
      {tab === 'output' && <OutputActions />}
      {tab === 'changes' && (
        <Button look="small" onClick={() => void ask('changes.look', {})}>
          Read again
        </Button>
      )}
      {tab === 'report' && (
        <>
          {hasService && (
            <Button look="small" onClick={() => void copy({ kind: 'statusUpdate' }, 'a status update')}>
              Copy a status update
            </Button>
          )}
          <Button look="small" onClick={() => void copy({ kind: 'report' }, 'the report')}>
            Copy the report
          </Button>
          <Button look="small" onClick={() => void save()}>
            Save the report
          </Button>
        </>
      )}
      <Button look="small" aria-pressed={expanded} onClick={() => setView({ expanded: !expanded })}>
        {expanded ? 'Smaller' : 'Larger'}
      </Button>
    </div>
  )

  function startFinding(): void {
    flushSync(() => setFinding(true))
    document.querySelector<HTMLElement>('[data-find="commands"]')?.focus()
  }
}
