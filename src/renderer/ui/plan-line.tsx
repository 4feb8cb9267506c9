import { CommandText } from './command-text.tsx'

/** A line of a plan that is read out: a command, or in words what to wait for. */
export function PlanLine({ line }: { readonly line: string }) {
  return line.startsWith('# ') ? <span className="dim">{line}</span> : <CommandText command={line} />
}
