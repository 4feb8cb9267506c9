import type { Run } from '../../../contract/index.ts'
import { Button } from '../../ui/button.tsx'
import pane from '../plan/plan.module.css'
import { continueRun, planInverse } from './run-actions.ts'
import css from './run.module.css'
import { WayBackLines } from './way-back-lines.tsx'
import { isBackFirst } from './ways-on.ts'

interface Props {
  readonly run: Run
  /** The next plan is on the screen: its approval is the way on. */
  readonly planned: boolean
}

/** The two ways from a plan that stopped between its steps, above everything else of it; the one that fits how it stopped is first. */
export function HalfWay({ run, planned }: Props) {
  const { inverse } = run
  const isBack = inverse !== null && isBackFirst(run)
  const look = (isFirst: boolean) => (isFirst && !planned ? 'act' : 'ghost')
  const goOn = (
    <Button
      key="goOn"
      look={look(!isBack)}
      keys="r"
      data-testid="continue-button"
      onClick={() => void continueRun(run)}
    >
      Plan what is left
    </Button>
  )
  const back = inverse !== null && (
    <Button
      key="back"
      look={look(isBack)}
      keys="z"
      data-testid="way-back"
      onClick={() => void planInverse(run.id, inverse)}
    >
      Plan the way back
    </Button>
  )
  return (
    <div className={css['debt']} data-testid="half-way">
      <div>
        <p>
          What was done stays. What is left is a new plan, read afresh, with an approval of its own
          {inverse === null ? '.' : `; the way back: ${inverse.text.replace(/\.$/, '')}.`}
        </p>
        {inverse !== null && <WayBackLines command={inverse.command} />}
      </div>
      <div className={pane['buttons']}>{isBack ? [back, goOn] : [goOn, back]}</div>
    </div>
  )
}
