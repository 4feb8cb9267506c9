import { useEffect, useRef } from 'react'
import type { TaskView } from '../../../contract/index.ts'
import { setView } from '../../stores/view.ts'
import { utcMinute } from '../../../contract/words/format-time.ts'
import { scrollWithin } from '../../ui/scroll-within.ts'
import css from './checklist.module.css'

const glyphs = { todo: '○', now: '▶', done: '✓', doneElsewhere: '✓' } as const
const words = { todo: 'to do', now: 'now', done: 'done', doneElsewhere: 'done elsewhere' } as const

/** One task: its state as a glyph and, for a screen reader, a word. */
export function TaskRow({ task, selected }: { readonly task: TaskView; readonly selected: boolean }) {
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const list = row.current?.parentElement?.closest('[role="listbox"]')
    if (!selected || !list) return
    // Also when the list gets smaller, because a command or the contacts open below it, and when its own hint gets longer.
    const observer = new ResizeObserver(() => scrollWithin(row.current))
    observer.observe(list)
    if (row.current) observer.observe(row.current)
    scrollWithin(row.current)
    return () => observer.disconnect()
  }, [selected])
  const small = task.state === 'doneElsewhere' ? 'done elsewhere' : task.hint
  return (
    <div
      ref={row}
      id={`task-${task.id}`}
      role="option"
      aria-selected={selected}
      className={css['task']}
      data-state={task.state}
      data-testid="task"
      data-task={task.id}
      onClick={() => setView({ task: task.id })}
    >
      <span className={css['glyph']} aria-hidden="true">
        {glyphs[task.state]}
      </span>
      <span>
        {task.title}
        {small !== '' && (
          <>
            {' '}
            <small>{small}</small>
          </>
        )}
        <span className="offscreen">, {words[task.state]}</span>
      </span>{' '}
      {task.doneAt !== null && <time dateTime={task.doneAt}>{utcMinute(task.doneAt)}</time>}
    </div>
  )
}
