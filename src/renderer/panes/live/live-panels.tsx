import { useState } from 'react'
import type { ServiceView, SignalId } from '../../../contract/index.ts'
import { Button } from '../../ui/button.tsx'
import { useFeed } from '../../stores/feeds.ts'
import { PaneSplitter } from '../shell/pane-splitter.tsx'
import { changesDrawn } from './changes-drawn.ts'
import css from './live.module.css'
import { MemoryPanel } from './memory-panel.tsx'
import { PartsPanel } from './parts-panel.tsx'
import { PodsPanel } from './pods-panel.tsx'
import { RolloutPanel } from './rollout-panel.tsx'
import { SignalPanel } from './signal-panel.tsx'

/**
 * Every live value with its age. On a narrow window: one row of values above the main column, with a button that opens the
 * pictures, their legends and the queries below it.
 */
export function LivePanels({ service }: { readonly service: ServiceView }) {
  const judgements = useFeed('verdict')?.judgements ?? []
  const signal = (id: SignalId) => service.signals.find((each) => each.id === id)
  const changes = changesDrawn(service)
  const [open, setOpen] = useState(false)
  return (
    <aside
      className={css['live']}
      aria-label="Live panels"
      data-testid="live"
      data-focus="live"
      data-open={open}
      tabIndex={0}
    >
      <PaneSplitter pane="live" />
      {service.panels
        .filter(({ isAhead }) => isAhead)
        .map((panel) => (
          <PartsPanel key={panel.id} panel={panel} />
        ))}
      <SignalPanel
        title="Error ratio"
        signal={signal('errorRatio')}
        judgements={judgements}
        changes={changes}
        picture
      />
      <SignalPanel
        title="P95 latency"
        signal={signal('p95')}
        judgements={judgements}
        changes={changes}
        picture
        above={[signal('errorRatio')]}
      />
      <SignalPanel
        title="Availability"
        signal={signal('availability')}
        judgements={judgements}
        changes={changes}
        above={[signal('errorRatio'), signal('p95')]}
      />
      <MemoryPanel service={service} judgements={judgements} changes={changes} />
      <SignalPanel title="Business" signal={signal('business')} judgements={judgements} changes={changes} />
      {service.panels
        .filter(({ isAhead }) => !isAhead)
        .map((panel) => (
          <PartsPanel key={panel.id} panel={panel} />
        ))}
      <PodsPanel
        name={service.ref.name}
        pods={service.pods}
        deployment={service.deployment}
        serving={service.serving ?? null}
        primary={service.primary ?? null}
      />
      <RolloutPanel name={service.ref.name} deployment={service.deployment} primary={service.primary ?? null} />
      <SignalPanel
        title="Requests"
        signal={signal('requestRate')}
        judgements={judgements}
        changes={changes}
        above={[signal('errorRatio'), signal('p95'), signal('availability')]}
      />
      <div className={css['more']}>
        <Button look="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Less' : 'Charts'}
        </Button>
      </div>
    </aside>
  )
}
