import { CommandText } from '../../ui/command-text.tsx'
import { commandLines } from '../../ui/split-command.ts'

/** The commands that go back, in their order, each as a line of its own: what is read out is the whole. */
export function WayBackLines({ command }: { readonly command: string }) {
  const lines = commandLines(command)
  return (
    <>
      {lines.map((line, at) => (
        <p key={at} data-testid="way-back-line">
          {lines.length > 1 && <span className="dim">{`${at + 1} of ${lines.length} `}</span>}
          <CommandText command={line} />
        </p>
      ))}
    </>
  )
}
