import { useState } from 'react'
import type { PrometheusTarget } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import ui from '../../ui/ui.module.css'
import css from './connections.module.css'
import { PrometheusAddress } from './prometheus-address.tsx'
import { PrometheusService } from './prometheus-service.tsx'

const foundBy = { labels: 'found by its labels', name: 'found by its name', operator: 'set by you' } as const

/** Where errors and latency are read: the Service of Prometheus, found or set by hand, or an address of its own. */
export function PrometheusForm({ target }: { readonly target: PrometheusTarget | undefined }) {
  const [way, setWay] = useState<'service' | 'address'>(target !== undefined && 'url' in target ? 'address' : 'service')
  return (
    <Disclosure
      className={css['prometheus']}
      open={target === undefined}
      summary={`Prometheus: ${
        target === undefined
          ? 'none with Istio’s metrics found, errors are unknown'
          : `${nameOf(target)}, ${foundBy[target.foundBy]}`
      }`}
    >
      <div className={ui['row']}>
        <label>
          Reached{' '}
          <select
            className={ui['field']}
            value={way}
            onChange={(event) => setWay(event.target.value === 'address' ? 'address' : 'service')}
          >
            <option value="service">through a Service of the cluster</option>
            <option value="address">at an address of its own</option>
          </select>
        </label>
        {target?.foundBy === 'operator' && (
          <Button look="ghost" onClick={() => void ask('environment.setPrometheus', { target: null })}>
            Find it again
          </Button>
        )}
      </div>
      {way === 'service' ? (
        <PrometheusService target={target !== undefined && 'url' in target ? undefined : target} />
      ) : (
        <PrometheusAddress target={target !== undefined && 'url' in target ? target : undefined} />
      )}
    </Disclosure>
  )
}

function nameOf(target: PrometheusTarget): string {
  return 'url' in target
    ? target.url.replace(/^https:\/\//, '')
    : `${target.namespace}/${target.service}${target.path ?? ''}`
}
