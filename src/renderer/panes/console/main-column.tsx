import { useState } from 'react'
import { needsApiServer, type Plan, type Run, type ServiceView, type ShellView } from '../../../contract/index.ts'
import { useFeed } from '../../stores/feeds.ts'
import { ConnectionFailure } from '../connections/connection-failure.tsx'
import { DecisionPane } from '../plan/decision-pane.tsx'
import { BesideRun } from '../run/beside-run.tsx'
import { EarlierRuns } from '../run/earlier-runs.tsx'
import { OfflinePane } from '../offline/offline-pane.tsx'
import { whyOffline } from '../offline/why-offline.ts'
import { isOvertaken } from '../run/is-overtaken.ts'
import { RunPane } from '../run/run-pane.tsx'
import { RunVerdict } from '../run/run-verdict.tsx'
import { waysOn } from '../run/ways-on.ts'
import { VouchDialog } from '../run/vouch-dialog.tsx'
import { HeldNotice } from './held-notice.tsx'
import { ServiceNotices } from './service-notices.tsx'
import { SayDialog } from '../verdict/say-dialog.tsx'
import { VerdictPane } from '../verdict/verdict-pane.tsx'
import { useWatch } from '../watch/use-watch.ts'
import { WatchCard } from '../watch/watch-card.tsx'
import css from './console.module.css'

/**
 * The verdict on top; under it the lever, or while something runs its progress and then its proof. A run speaks on top
 * itself until the service asks for action again. While the cluster cannot be reached, what was known last keeps its place.
 */
export function MainColumn({ shell, service }: { readonly shell: ShellView; readonly service: ServiceView }) {
  const verdict = useFeed('verdict') ?? null
  const decision = useFeed('decision')
  const run = useFeed('run') ?? null
  const earlier = useFeed('earlierRuns') ?? []
  const known = useFeed('lastKnown') ?? null
  const watch = useWatch(service.ref)
  // One that is over, of another action than the one on the screen, is not the news.
  const isOver = watch !== null && watch.end !== null && run?.id !== watch.runId
  const overtaken = isOvertaken(run, verdict, service)
  const plan = decision?.plan ?? null
  // A failover is for the hour in which the API server is gone with its region: its plan keeps its place.
  const why = plan !== null && !needsApiServer(plan) ? null : whyOffline(service)
  const besides = run !== null && canDecide(run, plan)
  const [openedBeside, setOpenedBeside] = useState('')
  const wanted = run !== null && openedBeside === run.id
  // Below a run that stopped half-way it stays closed until somebody opens it: no two ways on are marked.
  const planned = besides && plan !== null && (wanted || !waysOn(run).goOn || plan.continues?.runId === run.id)
  const urgent = decision?.levers.find((lever) => lever.urgent !== undefined)?.urgent
  return (
    <main className={css['main']} data-focus="main" tabIndex={-1} aria-label="Verdict and plan">
      {run === null && known !== null && why !== null ? (
        <OfflinePane known={known} service={service} why={why} />
      ) : (
        <>
          {run === null || overtaken ? (
            <VerdictPane verdict={verdict} urgent={urgent} />
          ) : (
            <RunVerdict run={run} service={service} />
          )}
          {shell.failure !== null && <ConnectionFailure failure={shell.failure} />}
          <ServiceNotices service={service} />
          <HeldNotice service={service} />
        </>
      )}
      {watch !== null && !isOver && <WatchCard watch={watch} />}
      {run === null ? (
        !(known !== null && why !== null) &&
        decision !== undefined && (
          <DecisionPane
            decision={decision}
            service={service}
            verdict={verdict}
            insecure={shell.environment?.insecure === true}
          />
        )
      ) : (
        <RunPane run={run} service={service} overtaken={overtaken} planned={planned} />
      )}
      <EarlierRuns runs={earlier} />
      {besides && decision !== undefined && (
        <BesideRun
          run={run}
          decision={decision}
          service={service}
          verdict={verdict}
          insecure={shell.environment?.insecure === true}
          wanted={wanted}
          onToggle={(isOpen) => setOpenedBeside(isOpen ? run.id : '')}
        />
      )}
      {watch !== null && isOver && <WatchCard watch={watch} />}
      <VouchDialog />
      <SayDialog />
    </main>
  )
}

/** A run that acts has the screen for itself; beside one that is only proved, or was, the next plan has its place. */
function canDecide(run: Run, plan: Plan | null): boolean {
  return run.state === 'verifying' || (run.state === 'settled' && plan !== null && plan.id !== run.planId)
}
