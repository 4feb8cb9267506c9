import { useRef, useState, type KeyboardEvent } from 'react'
import type { LeverOption, LeverView, Plan } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { utcMinute } from '../../../contract/words/format-time.ts'
import { canPick, joinedChoice, pickedAtFirst } from './picked.ts'
import css from './pick-table.module.css'

interface Props {
  readonly lever: LeverView
  readonly plan: Plan | null
}

/** What the operator has ticked since the plan of this id; it counts until another plan is there. */
interface Ticked {
  readonly planId: string | null
  readonly ids: ReadonlySet<string>
}

/**
 * Which of several go: each row says why it goes or stays. Space takes or leaves, j and k move, * takes all that can be
 * taken. What is taken is planned at once; the plan that no longer fits is gone at the same time.
 */
export function PickTable({ lever, plan: shown }: Props) {
  const plan = shown?.lever === lever.id ? shown : null
  const [ticked, setTicked] = useState<Ticked | null>(null)
  const body = useRef<HTMLTableSectionElement>(null)
  /** Outside the table the same keys are the checklist's, so they are named only within. */
  const [isWithin, setIsWithin] = useState(false)
  const { options } = lever
  const isOwn = ticked !== null && (plan === null || plan.id === ticked.planId)
  const picked = isOwn ? ticked.ids : pickedAtFirst(lever, plan)

  const proposed = pickedAtFirst(lever, null)
  const isProposed = isSame(picked, proposed)

  /** What is proposed is asked for as nobody's choice: so it is the recommended plan again. */
  function take(ids: ReadonlySet<string>): void {
    setTicked({ planId: plan?.id ?? null, ids })
    const choice = isSame(ids, proposed) ? {} : { choice: joinedChoice(options, ids) }
    void ask('plan.prepare', { lever: lever.id, ...choice })
  }

  function toggle(id: string): void {
    const next = new Set(picked)
    if (!next.delete(id)) next.add(id)
    take(next)
  }

  function onKey(event: KeyboardEvent<HTMLTableSectionElement>): void {
    const boxes = [...(body.current?.querySelectorAll<HTMLInputElement>('input') ?? [])]
    const index = boxes.findIndex((box) => box === event.target)
    const by = moves[event.key]
    if (index < 0 || event.ctrlKey || event.metaKey || event.altKey) return
    if (by !== undefined) boxes[Math.min(boxes.length - 1, Math.max(0, index + by))]?.focus()
    else if (event.key === '*') {
      const all = options.filter(canPick).map(({ id }) => id)
      take(all.every((id) => picked.has(id)) ? new Set() : new Set(all))
    } else return
    event.preventDefault()
  }

  const can = options.filter(canPick)
  return (
    <div className={css['pick']} data-testid="pick-table">
      <p className={css['count']} role="status">
        <b>
          {picked.size} of {can.length} taken.
        </b>{' '}
        {isWithin ? (
          <>
            <kbd>space</kbd> takes or leaves, <kbd>j</kbd> <kbd>k</kbd> move, <kbd>*</kbd> takes all that can be
            taken,{' '}
          </>
        ) : (
          <>
            <Button
              look="small"
              data-testid="choose-rows"
              onClick={() => body.current?.querySelector('input')?.focus()}
            >
              Choose by keys
            </Button>{' '}
            or by a click,{' '}
          </>
        )}
        <kbd>a</kbd> goes to the approval.{' '}
        {!isProposed && proposed.size > 0 && (
          <Button look="small" data-testid="as-proposed" onClick={() => take(proposed)}>
            As proposed
          </Button>
        )}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Take</th>
            <th scope="col">Service</th>
            <th scope="col">Changed</th>
            <th scope="col">Now, back to</th>
            <th scope="col" className={css['owner']}>
              Put back by
            </th>
            <th scope="col">Why it goes or stays</th>
          </tr>
        </thead>
        <tbody
          ref={body}
          onKeyDown={onKey}
          onFocus={() => setIsWithin(true)}
          onBlur={(event) => setIsWithin(event.currentTarget.contains(event.relatedTarget))}
        >
          {options.map((option) => (
            <Row
              key={option.id}
              option={option}
              plan={plan}
              isPicked={picked.has(option.id)}
              onToggle={() => toggle(option.id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id))
}

const moves: Readonly<Record<string, number>> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }

interface RowProps {
  readonly option: LeverOption
  readonly plan: Plan | null
  readonly isPicked: boolean
  readonly onToggle: () => void
}

function Row({ option, plan, isPicked, onToggle }: RowProps) {
  const change = plan?.changes.find(({ kind, title }) => kind === 'value' && title === option.title)
  const to = change?.kind === 'value' ? change : null
  // What was taken, and the plan had to leave out, says so here.
  const left = plan?.guards.find(({ leavesOut }) => leavesOut === option.id)?.text ?? option.note
  return (
    <tr data-testid="pick" data-option={option.title} data-state={option.state} data-picked={isPicked}>
      <td>
        {canPick(option) ? (
          <input type="checkbox" checked={isPicked} onChange={onToggle} aria-label={`Take ${option.title}`} />
        ) : (
          <span className={css['no']}>
            <span className="offscreen">cannot be taken from here</span>
          </span>
        )}
      </td>
      <th scope="row">{option.title}</th>
      <td>{option.createdAt !== '' && <time dateTime={option.createdAt}>{utcMinute(option.createdAt)}Z</time>}</td>
      <td className={css['mono']}>
        {to === null ? option.text : `${to.before} → `}
        {to !== null && <b>{to.after}</b>}
      </td>
      <td className={css['owner']}>{option.tags.join(', ')}</td>
      <td>{left}</td>
    </tr>
  )
}
