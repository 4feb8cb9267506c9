import { splitCommand } from './split-command.ts'
import css from './ui.module.css'

/** An exact command line that wraps before flags only. */
export function CommandText({ command }: { readonly command: string }) {
  return (
    <code className={css['command']}>
      <span className={css['prompt']} aria-hidden="true">
        ${' '}
      </span>
      {splitCommand(command).map((part, index) => (
        <span key={index} className={css['part']}>
          {part}
        </span>
      ))}
    </code>
  )
}
