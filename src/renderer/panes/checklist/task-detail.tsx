import type { TaskView } from '../../../contract/index.ts'
import { copy } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { CommandText } from '../../ui/command-text.tsx'
import { utc } from '../../../contract/words/format-time.ts'
import css from './checklist.module.css'
import { isOffline } from '../offline/why-offline.ts'
import { doneElsewhere, openTask, tickTask } from './task-actions.ts'

/** The chosen task, and the one that is on while nothing can be reached: what to look at, the exact commands to copy or read out, its notes. */
export function TaskDetail({ task }: { readonly task: TaskView }) {
  const isChosen = useView((view) => view.task) !== null
  const shell = useFeed('shell')
  const isLost = shell !== undefined && isOffline(shell)
  const service = useFeed('service')
  if (!isChosen && !isLost) return null
  const done = task.state === 'done' || task.state === 'doneElsewhere'
  return (
    <section
      className={css['detail']}
      aria-label={`Step: ${task.title}`}
      data-testid="task-detail"
      data-reads-out={isLost}
      tabIndex={0}
    >
      {task.commands.map((command, index) => (
        <div key={command} className={css['command']}>
          <Button
            look="small"
            aria-label={`Copy: ${command}`}
            onClick={() => void copy({ kind: 'taskCommand', taskId: task.id, index }, 'the command of this step')}
          >
            Copy
          </Button>
          <CommandText command={command} />
        </div>
      ))}
      {/* With the network gone the command is what the step is for. */}
      {task.help !== '' && <p>{task.help}</p>}
      {task.notes.map((note) => (
        <p key={note.at + note.text} className={css['note']}>
          <time dateTime={note.at}>{utc(note.at)}</time> {note.text}
        </p>
      ))}
      <div className={css['actions']}>
        {task.action === 'plan' && service && (
          <Button look="small" onClick={() => openTask(task)}>
            Open the plan
          </Button>
        )}
        <Button look="small" onClick={() => tickTask(task)}>
          {done ? 'Take the tick away' : 'Tick'}
        </Button>
        {!done && (
          <Button look="small" onClick={() => doneElsewhere(task)}>
            Done elsewhere
          </Button>
        )}
        <Button look="small" onClick={() => setView({ note: task.id })}>
          Note
        </Button>
      </div>
    </section>
  )
}
