import type { Run } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { CommandText } from '../../ui/command-text.tsx'
import css from './run.module.css'

interface Props {
  readonly inverse: NonNullable<Run['inverse']>
  readonly runId: string
  readonly settled: boolean
}

/** The way back, offered and never taken by itself: planning it makes a new plan to approve. */
export function Inverse({ inverse, runId, settled }: Props) {
  async function plan(): Promise<void> {
    if ((await ask('run.dismiss', { runId })) === undefined) return
    const { lever, choice } = inverse
    await ask('plan.prepare', { lever, choice, continues: { runId, how: 'takeBack' } })
  }
  return (
    <div className={css['debt']} data-testid="inverse">
      <div>
        <p>{inverse.text}</p>
        <CommandText command={inverse.command} />
      </div>
      {settled && (
        <Button look="ghost" onClick={() => void plan()}>
          Plan the way back
        </Button>
      )}
    </div>
  )
}
