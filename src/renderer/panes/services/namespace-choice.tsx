import { useEffect, useRef, useState } from 'react'
import type { ServicesView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { ObservedView } from '../../ui/observed.tsx'
import ui from '../../ui/ui.module.css'
import css from './services.module.css'

interface Props {
  readonly services: ServicesView
  /** Fills the screen: nothing else can be shown before a namespace is chosen. */
  readonly large?: boolean
}

/** Chooses the namespace from the list, or takes it typed where listing is forbidden. */
export function NamespaceChoice({ services, large = false }: Props) {
  const { namespaces, namespace, everywhere } = services
  const choose = (name: string) =>
    void (name === ''
      ? ask('environment.listEverywhere', { on: true })
      : ask('environment.chooseNamespace', { namespace: name }))
  if (namespaces.state === 'value' && !large) {
    const isListed = namespace === '' || namespaces.value.includes(namespace)
    const names = isListed ? namespaces.value : [namespace, ...namespaces.value]
    return (
      <label className={css['namespace']}>
        namespace{' '}
        <select
          value={everywhere === null ? namespace : ''}
          onChange={(event) => choose(event.target.value)}
          data-testid="namespace"
        >
          <option value="">all namespaces</option>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
    )
  }
  if (!large) return <TypedNamespace value={everywhere === null ? namespace : ''} only={false} onChoose={choose} />
  return (
    <section className={css['choose']}>
      <h2>Which namespace?</h2>
      <ObservedView observed={namespaces}>
        {(names) => (
          <ul className={css['names']}>
            <li>
              <Button look="ghost" onClick={() => choose('')}>
                All namespaces <kbd>0</kbd>
              </Button>
            </li>
            {names.map((name) => (
              <li key={name}>
                <Button look="ghost" onClick={() => choose(name)}>
                  {name}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </ObservedView>
      {namespaces.state !== 'value' && namespaces.state !== 'loading' && (
        <p>
          <Button look="ghost" onClick={() => choose('')}>
            All namespaces <kbd>0</kbd>
          </Button>
        </p>
      )}
      {namespaces.state !== 'loading' && (
        <TypedNamespace value="" only={namespaces.state !== 'value'} onChoose={choose} />
      )}
    </section>
  )
}

interface TypedProps {
  readonly value: string
  /** There is nothing else to do on the screen: the field takes the focus. */
  readonly only: boolean
  readonly onChoose: (name: string) => void
}

function TypedNamespace({ value, only, onChoose }: TypedProps) {
  const [text, setText] = useState(value)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (only && document.activeElement === document.body) field.current?.focus()
  }, [only])
  return (
    <form
      className={css['typing']}
      onSubmit={(event) => {
        event.preventDefault()
        if (text !== '') onChoose(text)
      }}
    >
      <label className={css['typed']}>
        <span>Type the namespace</span>
        <input
          ref={field}
          className={ui['field']}
          value={text}
          maxLength={63}
          onChange={(event) => setText(event.target.value.trim())}
        />
      </label>
      <Button type="submit" look={only ? 'act' : 'ghost'} disabled={text === '' || text === value}>
        Show this namespace
      </Button>
    </form>
  )
}
