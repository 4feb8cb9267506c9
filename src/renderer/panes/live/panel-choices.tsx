import { useId, useState } from 'react'
import type { PanelPart } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { Button } from '../../ui/button.tsx'
import css from './live.module.css'

interface Props {
  readonly part: Extract<PanelPart, { readonly kind: 'choices' }>
  readonly panel: string
}

/** What is the operator's to say of a panel: each a button, and a field for what is not listed. It is remembered. */
export function PanelChoices({ part: { title, choices, other }, panel }: Props) {
  const ref = useFeed('service')?.ref
  const [typed, setTyped] = useState('')
  const field = useId()
  if (!ref) return null
  const say = (value: string): void => void ask('panel.choose', { ref, panel, value })
  return (
    <div className={css['choices']} data-testid="panel-choices">
      <p className={css['sentence']}>{title}</p>
      {choices.map(({ title: name, detail, value, isChosen }) => (
        <Button key={name} look="small" aria-pressed={isChosen} onClick={() => say(value)}>
          {detail === '' ? name : `${name}, ${detail}`}
        </Button>
      ))}
      {other !== '' && (
        <details>
          <summary>{other}</summary>
          <form
            onSubmit={(event) => {
              event.preventDefault()
              if (typed.trim() !== '') say(typed.trim())
            }}
          >
            <label className="offscreen" htmlFor={field}>
              {other}
            </label>
            <input
              id={field}
              value={typed}
              maxLength={512}
              spellCheck={false}
              onChange={(event) => setTyped(event.target.value)}
            />
            <Button look="small" type="submit">
              Use it
            </Button>
          </form>
        </details>
      )}
    </div>
  )
}
