import { useEffect, useRef } from 'react'
import type { QuickCommand } from '../../../contract/index.ts'
import { copy } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { PlanLine } from '../../ui/plan-line.tsx'
import css from './quick.module.css'
import { verdictLook, verdictWords } from './verdict-look.ts'

/** One command with what was found out about it. The first takes the focus: it is what fits now. */
export function QuickRow({ command, isFirst }: { readonly command: QuickCommand; readonly isFirst: boolean }) {
  const { id, title, verdict, note } = command
  const { sign, tone } = verdictLook[verdict]
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isFirst) button.current?.focus()
  }, [isFirst])
  return (
    <li data-testid="quick-command" data-id={id} data-verdict={verdict} data-tone={tone}>
      <div className={css['head']}>
        <b>{title}</b>
        <span className={css['verdict']}>
          <span aria-hidden="true">{sign}</span> {verdictWords[verdict]}
        </span>
        <Button
          ref={button}
          look="small"
          data-copy={id}
          aria-label={verdict === 'refused' ? `Copy with the refusal: ${title}` : `Copy: ${title}`}
          onClick={() => void copy({ kind: 'quickCommand', id }, title.toLowerCase())}
        >
          {verdict === 'refused' ? 'Copy with the refusal' : 'Copy'}
        </Button>
      </div>
      {command.command.split('\n').map((line, index) => (
        <div key={index} className={css['line']}>
          <PlanLine line={line} />
        </div>
      ))}
      {note !== '' && <p>{note}</p>}
    </li>
  )
}
