import type { LeverView, Plan, ServiceRef } from '../../../contract/index.ts'
import { setView } from '../../stores/view.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { OptionRow } from './option-row.tsx'
import css from './plan.module.css'

interface Props {
  readonly lever: LeverView
  readonly service: ServiceRef
  readonly plan: Plan | null
  readonly open: boolean
  /** False when the lever is refused: its options can still be read and marked. */
  readonly canChoose: boolean
}

/** Everything that can be chosen for a lever, with what speaks for and against it. */
export function LeverOptions({ lever, service, plan, open, canChoose }: Props) {
  const { options, optionsTitle } = lever
  if (optionsTitle === '') return null
  const isChoice = canChoose && options.some(({ state }) => state !== 'current' && state !== 'impossible')
  const invitation = !isChoice ? '' : plan === null ? ', choose one' : ', choose another'
  return (
    <Disclosure
      className={css['history']}
      open={open}
      testId="options"
      onToggle={(choosing) => setView({ choosing })}
      summary={`${optionsTitle}: ${options.length}${invitation}`}
    >
      {options.length === 0 ? (
        <p className="dim">There is nothing to choose.</p>
      ) : (
        <ol>
          {options.map((option) => (
            <OptionRow
              key={option.id}
              lever={lever}
              option={option}
              service={service}
              canChoose={canChoose && option.state !== 'current' && option.state !== 'impossible'}
              planned={plan !== null && isSame(plan.choice, option.choice)}
            />
          ))}
        </ol>
      )}
    </Disclosure>
  )
}

/** Choices are flat. */
function isSame(a: Plan['choice'], b: Plan['choice']): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}
