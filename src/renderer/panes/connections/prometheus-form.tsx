import { useState } from 'react'
import type { PrometheusTarget } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import ui from '../../ui/ui.module.css'
import css from './connections.module.css'

const foundBy = { labels: 'found by its labels', name: 'found by its name', operator: 'set by you' } as const

/** Where errors and latency are read: the Service of Prometheus, found or set by hand. */
export function PrometheusForm({ target }: { readonly target: PrometheusTarget | undefined }) {
  const [namespace, setNamespace] = useState(target?.namespace ?? 'monitoring')
  const [service, setService] = useState(target?.service ?? '')
  const [port, setPort] = useState(target?.port ?? '9090')
  const [scheme, setScheme] = useState(target?.scheme ?? 'http')
  return (
    <Disclosure
      className={css['prometheus']}
      open={target === undefined}
      summary={`Prometheus: ${
        target === undefined
          ? 'not found, errors are unknown'
          : `${target.namespace}/${target.service}, ${foundBy[target.foundBy]}`
      }`}
    >
      <form
        className={ui['row']}
        onSubmit={(event) => {
          event.preventDefault()
          void ask('environment.setPrometheus', { target: { namespace, service, port, scheme } })
        }}
      >
        <label>
          Namespace{' '}
          <input className={ui['field']} value={namespace} onChange={(event) => setNamespace(event.target.value)} />
        </label>
        <label>
          Service <input className={ui['field']} value={service} onChange={(event) => setService(event.target.value)} />
        </label>
        <label>
          Port <input className={ui['field']} value={port} onChange={(event) => setPort(event.target.value)} />
        </label>
        <label>
          Speaks{' '}
          <select
            className={ui['field']}
            value={scheme}
            onChange={(event) => setScheme(event.target.value === 'https' ? 'https' : 'http')}
          >
            <option value="http">http</option>
            <option value="https">https</option>
          </select>
        </label>
        <Button type="submit" look="ghost" disabled={namespace === '' || service === '' || port === ''}>
          Use this Service
        </Button>
        {target?.foundBy === 'operator' && (
          <Button look="ghost" onClick={() => void ask('environment.setPrometheus', { target: null })}>
            Find it again
          </Button>
        )}
      </form>
    </Disclosure>
  )
}
