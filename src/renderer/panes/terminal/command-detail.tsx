import { useEffect, useRef } from 'react'
import type { CommandView } from '../../../contract/index.ts'
import { copy } from '../../stores/ask.ts'
import { showDetail } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { CommandText } from '../../ui/command-text.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { wireText } from '../plan/wire-text.ts'
import css from './terminal.module.css'

/** One command in full: the exact line, the request on the wire, and the result. */
export function CommandDetail({ command }: { readonly command: CommandView }) {
  const sheet = useRef<HTMLElement>(null)
  useEffect(() => sheet.current?.focus(), [command.seq])
  return (
    <section
      ref={sheet}
      className={css['sheet']}
      tabIndex={-1}
      aria-label="Request and result"
      data-testid="command-detail"
    >
      <div className={css['sheetBar']}>
        <b>
          {command.label} · {command.result}
        </b>
        <Button look="small" onClick={() => void copy({ kind: 'command', seq: command.seq }, 'the command')}>
          Copy
        </Button>
        <Button look="small" onClick={() => showDetail(null)}>
          Close
        </Button>
      </div>
      <CommandText command={visibleText(command.command)} />
      {command.request !== null && (
        <>
          <h3>Request</h3>
          <pre>{wireText(command.request)}</pre>
        </>
      )}
      <h3>Result</h3>
      <pre>{command.detail === '' ? command.result : visibleText(command.detail, true)}</pre>
    </section>
  )
}
