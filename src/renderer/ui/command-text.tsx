import { commandLines, splitCommand } from './split-command.ts'
import css from './ui.module.css'

/** Exact command lines, each on its own and wrapped before flags only. */
export function CommandText({ command }: { readonly command: string }) {
  const lines = commandLines(command)
  if (lines.length === 1) return <CommandLine command={command} />
  return (
    <div className={css['commands']}>
      {lines.map((line, index) => (
        <CommandLine key={index} command={line} />
      ))}
    </div>
  )
}

function CommandLine({ command }: { readonly command: string }) {
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
