import type { RegionNotice, ServiceRow } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import css from './services.module.css'

interface Props {
  readonly notice: RegionNotice
  readonly rows: readonly ServiceRow[]
}

/** What leads users to all of these services does not answer, or is not known: their own numbers would not say so. */
export function RegionLine({ notice: { tone, lead, text }, rows }: Props) {
  const [first] = rows
  return (
    <p className={css['together']} data-testid="region-notice" data-tone={tone}>
      <span>
        <b className={classNames(tone)}>{lead}</b> {text}
      </span>
      {tone === 'bad' && first !== undefined && (
        <Button look="small" onClick={() => void ask('service.open', { ref: first.ref })}>
          Open {first.ref.name}, with the way over
        </Button>
      )}
    </p>
  )
}
