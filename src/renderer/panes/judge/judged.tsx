import type { JudgedText, TrapNotice } from '../../../contract/index.ts'
import { copy } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import css from './judge.module.css'
import { verdictLook, verdictWords } from './verdict-look.ts'

/** What was found out about pasted text: the answer first, then what it would do, then what to do instead. */
export function Judged({ judged }: { readonly judged: JudgedText }) {
  const { verdict, lead, commands, why, traps, notUnderstood, instead, seq } = judged
  const { sign, tone } = verdictLook[verdict]
  return (
    <section className={css['judged']} data-testid="judged" data-verdict={verdict} data-tone={tone} aria-label={lead}>
      <h3>
        <span aria-hidden="true">{sign}</span> {lead}
      </h3>
      {commands.length > 0 && <EachCommand commands={commands} />}
      {why.length > 0 && (
        <ul>
          {why.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {traps.map((trap) => (
        <FoundTrap key={trap.id} trap={trap} />
      ))}
      {notUnderstood.length > 0 && (
        <ul aria-label="Not understood">
          {notUnderstood.map(({ part, why: reason }, index) => (
            <li key={index}>
              <code>{part}</code>
              <span>{reason}</span>
            </li>
          ))}
        </ul>
      )}
      {instead !== '' && <p className={css['instead']}>{instead}</p>}
      {seq !== null && (
        <div className={css['ask']}>
          <Button look="small" onClick={() => void copy({ kind: 'command', seq }, 'the command with its refusal')}>
            Copy with the refusal
          </Button>
          <span className="dim">It stands in the command log, and is copied as a comment only.</span>
        </div>
      )}
    </section>
  )
}

/** None of them is left out, so that none is taken for one that is let pass. */
function EachCommand({ commands }: Pick<JudgedText, 'commands'>) {
  return (
    <ol className={css['each']} aria-label="Each command" data-testid="judged-commands">
      {commands.map(({ command, verdict, text }, index) => (
        <li key={index} data-verdict={verdict} data-tone={verdictLook[verdict].tone}>
          <span className={css['sign']}>
            <span aria-hidden="true">{verdictLook[verdict].sign}</span> {verdictWords[verdict]}
          </span>
          <code>{command}</code>
          <span className="dim">{text}</span>
        </li>
      ))}
    </ol>
  )
}

function FoundTrap({ trap }: { readonly trap: TrapNotice }) {
  return (
    <div className={css['trap']} data-testid="judged-trap" data-trap={trap.id}>
      {trap.command !== undefined && <code>{trap.command}</code>}
      <p>
        <b>{trap.lead}</b> {trap.text}
      </p>
      {trap.instead !== undefined && <p>Instead: {trap.instead}</p>}
      <small>
        {trap.id.split(' ')[0]} · {trap.source}
      </small>
    </div>
  )
}
