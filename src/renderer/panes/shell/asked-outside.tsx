import type { ShellView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import css from './shell.module.css'

/** What the system asks in a window of its own: until it is answered the page goes nowhere, and does not look broken. */
export function AskedOutside({ asking }: { readonly asking: NonNullable<ShellView['asking']> }) {
  return (
    <section className={css['elsewhere']} aria-label="Asked in a window of its own" data-testid="asked-outside">
      <ul>
        <li>
          <span role="status">
            <b className="warn">! Answer the question in its own window:</b> “{asking.title}” It waits, and changes
            nothing until then.
          </span>
          <Button look="small" onClick={() => void ask('question.show', {})}>
            Bring it to the front
          </Button>
        </li>
      </ul>
    </section>
  )
}
