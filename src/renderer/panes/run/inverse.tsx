import type { Run } from '../../../contract/index.ts'
import { copy } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import pane from '../plan/plan.module.css'
import { planInverse } from './run-actions.ts'
import css from './run.module.css'
import { WayBackLines } from './way-back-lines.tsx'

interface Props {
  readonly inverse: NonNullable<Run['inverse']>
  readonly runId: string
  readonly settled: boolean
  /** What was done holds: the way back is there for who wants it, and nothing asks for it. */
  readonly quiet?: boolean
}

/** The way back, offered and never taken by itself: planning it makes a new plan to approve. */
export function Inverse({ inverse, runId, settled, quiet = false }: Props) {
  const plan = (): void => void planInverse(runId, inverse)
  if (quiet)
    return (
      <Disclosure className={pane['history']} testId="inverse" summary={`Undo this: ${inverse.text}`}>
        <div className={css['undo']}>
          <div>
            <WayBackLines command={inverse.command} />
          </div>
          <Button
            look="small"
            aria-label="Copy what takes it back"
            onClick={() => void copy({ kind: 'inverseCommand', runId }, 'what takes it back')}
          >
            Copy
          </Button>
        </div>
        <p>
          <Button look="ghost" keys="z" data-testid="undo-this" onClick={plan}>
            {`Plan to ${inverse.text}`}
          </Button>
        </p>
      </Disclosure>
    )
  return (
    <div className={css['debt']} data-testid="inverse">
      <div>
        <p>{inverse.text}</p>
        <WayBackLines command={inverse.command} />
      </div>
      {settled && (
        <Button look="ghost" keys="z" onClick={plan}>
          Plan the way back
        </Button>
      )}
    </div>
  )
}
