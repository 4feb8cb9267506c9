import type { ShellView } from '../../../contract/index.ts'
import { useFeed } from '../../stores/feeds.ts'
import ui from '../../ui/ui.module.css'
import { nameAndKind } from './practise.ts'

/** The environment that practising would leave; null where none is open, or another drill. */
export function leftBy(shell: ShellView | undefined): NonNullable<ShellView['environment']> | null {
  const open = shell?.environment ?? null
  return open === null || open.kind === 'drill' ? null : open
}

/** What is left, said before it is: the environment, and what goes on there. */
export function Leaving({ environment }: { readonly environment: NonNullable<ShellView['environment']> }) {
  const run = useFeed('run')
  const elsewhere = useFeed('shell')?.runsElsewhere ?? []
  const going = [...(run ? [run] : []), ...elsewhere].filter(({ state }) => state !== 'settled')
  return (
    <div className={ui['notice']} data-tone={environment.kind === 'production' ? 'bad' : 'warn'} role="note">
      <b aria-hidden="true">▲</b>
      <div>
        <b>{nameAndKind(environment)} is open, and would be left.</b> One click brings it back.
        {going.map(({ id, words }) => (
          <p key={id}>Goes on there, and is proved meanwhile: {words.title}.</p>
        ))}
      </div>
    </div>
  )
}
