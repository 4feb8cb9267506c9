import { useEffect, useRef } from 'react'
import type { CommandView } from '../../../contract/index.ts'
import { copy } from '../../stores/ask.ts'
import { showDetail } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { CommandText } from '../../ui/command-text.tsx'
import { withControlsShown } from '../../ui/controls-shown.ts'
import { wireText } from '../plan/wire-text.ts'
import css from './terminal.module.css'
import { useCommandBody } from './use-command-body.ts'

/** One command in full: the exact line, the request on the wire, and the result. */
export function CommandDetail({ command }: { readonly command: CommandView }) {
  const sheet = useRef<HTMLElement>(null)
  const body = useCommandBody(command)
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
        <b>{command.label === 'refused' ? 'refused' : `${command.label} · ${command.result}`}</b>
        <Button look="small" onClick={() => void copy({ kind: 'command', seq: command.seq }, 'the command')}>
          Copy
        </Button>
        <Button look="small" onClick={() => showDetail(null)}>
          Close
        </Button>
      </div>
      <CommandText command={withControlsShown(command.command)} />
      {body?.request && (
        <>
          <h3>Request</h3>
          <pre>{wireText(body.request)}</pre>
        </>
      )}
      {body !== null && (
        <>
          <h3>{command.label === 'refused' ? 'Why' : 'Result'}</h3>
          <pre>{withControlsShown(body.detail === '' ? command.result : body.detail, true)}</pre>
        </>
      )}
    </section>
  )
}
