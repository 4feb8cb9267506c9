import { useState } from 'react'
import type { TrapNotice } from '../../../contract/index.ts'
import { Button } from '../../ui/button.tsx'
import ui from '../../ui/ui.module.css'
import css from './plan.module.css'

/** The traps of the written procedure, one line each, with the source on demand. */
export function Traps({ traps }: { readonly traps: readonly TrapNotice[] }) {
  return traps.map((trap) => <Trap key={trap.id} trap={trap} />)
}

function Trap({ trap }: { readonly trap: TrapNotice }) {
  const [open, setOpen] = useState(false)
  return (
    <section
      className={ui['notice']}
      data-tone="warn"
      data-testid="trap"
      data-severity={trap.severity}
      aria-label={trap.lead}
    >
      <b aria-hidden="true">{trap.severity === 'refused' ? '✕' : '!'}</b>
      <div>
        <b>{trap.lead}</b> {trap.text}{' '}
        <Button look="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          Why, with the source
        </Button>
        {open && (
          <p className={css['source']}>
            {trap.command !== undefined && (
              <>
                The procedure says <code>{trap.command}</code>.{' '}
              </>
            )}
            Source: <code>{trap.source}</code>
          </p>
        )}
      </div>
    </section>
  )
}
