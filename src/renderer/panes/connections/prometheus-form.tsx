import { useState } from 'react'
import type { AzureAccountView, PrometheusTarget } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import ui from '../../ui/ui.module.css'
import { accountLine } from './azure-words.ts'
import css from './connections.module.css'
import { PrometheusAddress } from './prometheus-address.tsx'
import { PrometheusService } from './prometheus-service.tsx'
import { switchPrometheus } from './switch-prometheus.ts'

const foundBy = { labels: 'found by its labels', name: 'found by its name', operator: 'set by you' } as const

type Way = 'service' | 'portForward' | 'address'
const ways = {
  service: 'through a Service of the cluster',
  portForward: 'by a port-forward to a pod of it',
  address: 'at an address of its own'
} as const satisfies Record<Way, string>
const wayIds = Object.keys(ways) as readonly Way[]

/** Where errors and latency are read: the Service of Prometheus, found or set by hand, or an address of its own. */
export function PrometheusForm({
  target,
  accounts = []
}: {
  readonly target: PrometheusTarget | undefined
  /** Who can sign in to Azure, and so read a Prometheus of Azure Monitor. */
  readonly accounts?: readonly AzureAccountView[]
}) {
  const current = wayOf(target)
  const [way, setWay] = useState(current)
  const [known, setKnown] = useState(current)
  // It was switched meanwhile, by the key or by another search.
  if (current !== known) {
    setKnown(current)
    setWay(current)
  }
  return (
    <Disclosure
      className={css['prometheus']}
      open={target === undefined}
      summary={`Prometheus: ${
        target === undefined
          ? 'none that counts requests found, errors are unknown'
          : `${nameOf(target)}, ${foundBy[target.foundBy]}, ${wayText(target, accounts)}${target.countedBy === undefined ? '' : `; requests counted by ${target.countedBy}`}`
      }`}
    >
      <div className={ui['row']}>
        <label>
          Reached{' '}
          <select
            className={ui['field']}
            value={way}
            onChange={(event) => setWay(wayIds.find((id) => id === event.target.value) ?? 'service')}
          >
            {wayIds.map((id) => (
              <option key={id} value={id}>
                {ways[id]}
              </option>
            ))}
          </select>
        </label>
        {target !== undefined && !('url' in target) && (
          <Button look="ghost" onClick={() => void switchPrometheus()}>
            {target.through === undefined ? 'Use a port-forward' : 'Use the service proxy'} <kbd>m</kbd>
          </Button>
        )}
        {target?.foundBy === 'operator' && (
          <Button look="ghost" onClick={() => void ask('environment.setPrometheus', { target: null })}>
            Find it again
          </Button>
        )}
      </div>
      {way !== 'address' ? (
        <PrometheusService
          target={target !== undefined && 'url' in target ? undefined : target}
          isForwarded={way === 'portForward'}
        />
      ) : (
        <PrometheusAddress target={target !== undefined && 'url' in target ? target : undefined} accounts={accounts} />
      )}
    </Disclosure>
  )
}

function wayOf(target: PrometheusTarget | undefined): Way {
  if (target !== undefined && 'url' in target) return 'address'
  return target?.through ?? 'service'
}

/** How it is reached, and why not as usual. */
function wayText(target: PrometheusTarget, accounts: readonly AzureAccountView[]): string {
  if ('url' in target) {
    if (target.account === undefined) return 'at its own address'
    const account = accounts.find(({ id }) => id === target.account)
    return `at its own address, as ${account ? accountLine(account) : 'somebody who is signed out'}`
  }
  const { through, because } = target
  if (through === undefined) return 'through the service proxy'
  return `by a port-forward${because === undefined ? '' : `, because ${because}`}`
}

function nameOf(target: PrometheusTarget): string {
  return 'url' in target
    ? target.url.replace(/^https:\/\//, '')
    : `${target.namespace}/${target.service}${target.path ?? ''}`
}
