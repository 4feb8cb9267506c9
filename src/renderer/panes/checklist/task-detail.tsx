import type { TaskView, TrapNotice } from '../../../contract/index.ts'
import { refusalOf } from '../../../contract/refusal-of.ts'
import { useFeed, useFeedPart } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { PlanLine } from '../../ui/plan-line.tsx'
import { utc } from '../../../contract/words/format-time.ts'
import css from './checklist.module.css'
import { isOffline } from '../offline/why-offline.ts'
import { copyTaskCommand, doneElsewhere, openTask, tickTask } from './task-actions.ts'

interface CommandProps {
  readonly task: TaskView
  readonly index: number
  readonly command: string
  /** Why it may not be run here. */
  readonly refusal: TrapNotice | undefined
}

/** One command of the procedure. What is refused here is struck out, and nobody can take it for an instruction. */
function TaskCommand({ task, index, command, refusal }: CommandProps) {
  const plan = useFeedPart('decision', ({ plan: of }) => (of?.blocked ? null : of?.words.title)) ?? null
  const instead = plan === null ? (refusal?.instead ?? '') : `${plan}.`
  return (
    <div className={css['command']} data-testid="task-command" data-refused={refusal !== undefined}>
      <Button
        look="small"
        aria-label={refusal ? `Copy with the refusal: ${command}` : `Copy: ${command}`}
        onClick={() => copyTaskCommand(task, index)}
      >
        {refusal ? 'Copy with the refusal' : 'Copy'}
      </Button>
      {refusal && (
        <p className={css['refused']}>
          <b>✕ Do not run this here.</b> {refusal.lead} {instead !== '' && <b>Instead: {instead}</b>}
        </p>
      )}
      {/* What was planned last is several lines, of which some only say what is waited for. */}
      {command.split('\n').map((line, at) => (
        <div key={at}>
          <PlanLine line={line} />
        </div>
      ))}
    </div>
  )
}

/** The chosen task, and the one that is on while nothing can be reached: what to look at, the exact commands to copy or read out, its notes. */
export function TaskDetail({ task }: { readonly task: TaskView }) {
  const isChosen = useView((view) => view.task) !== null
  const shell = useFeed('shell')
  const isLost = shell !== undefined && isOffline(shell)
  const service = useFeed('service')
  const traps = useFeedPart('decision', (decision) => decision.traps) ?? []
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
        <TaskCommand key={command} task={task} index={index} command={command} refusal={refusalOf(command, traps)} />
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
