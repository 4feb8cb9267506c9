import { useState } from 'react'
import type { ServicePrometheus } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import ui from '../../ui/ui.module.css'
import { ClusterField } from './cluster-field.tsx'
import { MeterField } from './meter-field.tsx'

interface Props {
  readonly target: ServicePrometheus | undefined
  /** By a port-forward to one of its pods, instead of the service proxy. */
  readonly isForwarded: boolean
}

/** A Prometheus that runs in the cluster: the Service through which the API server leads to it. */
export function PrometheusService({ target, isForwarded }: Props) {
  const [namespace, setNamespace] = useState(target?.namespace ?? 'monitoring')
  const [service, setService] = useState(target?.service ?? '')
  const [port, setPort] = useState(target?.port ?? '9090')
  const [scheme, setScheme] = useState(target?.scheme ?? 'http')
  const [path, setPath] = useState(target?.path ?? '')
  const [cluster, setCluster] = useState(target?.cluster ?? '')
  const [meter, setMeter] = useState(target?.foundBy === 'operator' ? (target.meter ?? '') : '')
  return (
    <form
      className={ui['row']}
      onSubmit={(event) => {
        event.preventDefault()
        const below = normalPath(path)
        const own = cluster.trim()
        void ask('environment.setPrometheus', {
          target: {
            namespace,
            service,
            port,
            scheme: isForwarded ? 'http' : scheme,
            ...(isForwarded ? { through: 'portForward' } : {}),
            ...(below === '' ? {} : { path: below }),
            ...(own === '' ? {} : { cluster: own }),
            ...(meter === '' ? {} : { meter })
          }
        })
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
      {!isForwarded && (
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
      )}
      <label title="Where its API is served below a path: /prometheus, /select/0/prometheus">
        Path, if it is below one{' '}
        <input
          className={ui['field']}
          value={path}
          placeholder="/prometheus"
          onChange={(event) => setPath(event.target.value)}
        />
      </label>
      <MeterField value={meter} onChange={setMeter} />
      <ClusterField value={cluster} onChange={setCluster} />
      <Button type="submit" look="ghost" disabled={namespace === '' || service === '' || port === ''}>
        Use this Service
      </Button>
    </form>
  )
}

/** As main takes it: with a slash in front and none behind; empty for the root. */
function normalPath(text: string): string {
  const inner = text.trim().replace(/^\/+|\/+$/g, '')
  return inner === '' ? '' : `/${inner}`
}
