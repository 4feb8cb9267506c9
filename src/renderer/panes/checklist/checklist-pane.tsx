import { useFeed } from '../../stores/feeds.ts'
import { PaneSplitter } from '../shell/pane-splitter.tsx'
import css from './checklist.module.css'
import { Contacts } from './contacts.tsx'
import { NoteDialog } from './note-dialog.tsx'
import { phases } from './phases.ts'
import { StatusDue } from './status-due.tsx'
import { TaskDetail } from './task-detail.tsx'
import { TaskRow } from './task-row.tsx'
import { useCurrentTask } from './use-current-task.ts'

/** The procedure, with this service's commands; works with everything unreachable. */
export function ChecklistPane() {
  const checklist = useFeed('checklist')
  const current = useCurrentTask()
  if (checklist === undefined) return null
  return (
    <nav className={css['pane']} aria-label="Checklist" data-testid="checklist">
      <PaneSplitter pane="run" />
      <h2>{checklist.title}</h2>
      <p className={css['sub']}>{checklist.subtitle}</p>
      <StatusDue />
      {checklist.problems.map((problem) => (
        <p key={`${problem.file}:${problem.line}:${problem.column}`} className="bad">
          {problem.file}:{problem.line}:{problem.column} {problem.message}
        </p>
      ))}
      {checklist.tasks.length === 0 && (
        <p className={css['sub']}>No procedure is loaded. Put one into resources/runbooks.</p>
      )}
      <div className={css['rest']} data-testid="checklist-rest">
        {checklist.tasks.length > 0 && (
          <div
            className={css['tasks']}
            role="listbox"
            aria-label="Tasks"
            tabIndex={0}
            data-focus="checklist"
            aria-activedescendant={current === null ? undefined : `task-${current.id}`}
          >
            {phases(checklist.tasks).map((phase) => (
              <div key={phase.name} role="group" aria-label={phase.name}>
                <div className={css['phase']} aria-hidden="true">
                  {phase.name}
                </div>
                {phase.tasks.map((task) => (
                  <TaskRow key={task.id} task={task} selected={task.id === current?.id} />
                ))}
              </div>
            ))}
          </div>
        )}
        {current !== null && <TaskDetail task={current} />}
        <Contacts />
      </div>
      <NoteDialog />
    </nav>
  )
}
