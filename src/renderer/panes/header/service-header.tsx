import type { Run, ServiceView, ShellView, Verdict } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { useNowMs } from '../../stores/clock.ts'
import { useFeed } from '../../stores/feeds.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { clock, utc } from '../../ui/format-time.ts'
import { isOvertaken } from '../run/is-overtaken.ts'
import { imageTag } from '../../../contract/image-tag.ts'
import css from './header.module.css'
import { Links } from './links.tsx'

/** Which service, which release, how long it has been going on, and how long is left. */
export function ServiceHeader({ shell, service }: { readonly shell: ShellView; readonly service: ServiceView }) {
  const verdict = useFeed('verdict') ?? null
  const run = useFeed('run') ?? null
  return (
    <header className={css['bar']}>
      <Button look="small" onClick={() => void ask('service.close', {})}>
        All services
      </Button>
      <div className={css['service']}>
        <b className="name">{service.ref.name}</b> <small>{serving(service)}</small>
      </div>
      <Clocks verdict={verdict} run={run} overtaken={isOvertaken(run, verdict, service)} />
      <Links links={shell.links} />
    </header>
  )
}

function serving(service: ServiceView): string {
  const deployment = service.deployment
  if (deployment.state !== 'value') return service.ref.namespace
  const tags = deployment.value.images.map((image) => imageTag(image.image)).join(', ')
  return `${tags}, revision ${deployment.value.revision}`
}

interface ClocksProps {
  readonly verdict: Verdict | null
  readonly run: Run | null
  /** The service asks for action again: what is left to decide counts, not what is left of the watch. */
  readonly overtaken: boolean
}

function Clocks({ verdict, run, overtaken }: ClocksProps) {
  const now = useNowMs()
  const isUnderWay = run !== null && run.state !== 'settled'
  const watching = run?.proved === true && !overtaken ? run.watchUntil : null
  return (
    <>
      {verdict?.firstCrossedAt && (
        <div className={css['clock']}>
          <b>{clock(now - Date.parse(verdict.firstCrossedAt))}</b>{' '}
          <span>since the first crossing, {utc(verdict.firstCrossedAt).replace('Z', ' UTC')}</span>
        </div>
      )}
      {watching !== null && (
        <div className={css['clock']}>
          <b>{clock(Date.parse(watching) - now)}</b> <span>of the watch left</span>
        </div>
      )}
      {watching === null && !isUnderWay && verdict?.decideBy && (
        <Deadline verdict={verdict} by={Date.parse(verdict.decideBy)} now={now} />
      )}
    </>
  )
}

function Deadline({ verdict, by, now }: { readonly verdict: Verdict; readonly by: number; readonly now: number }) {
  const rule = verdict.withinSeconds === null ? '' : ` (${formatDuration(verdict.withinSeconds * 1_000)} rule)`
  return (
    <div className={css['clock']} data-due="true">
      <b>{clock(Math.abs(by - now))}</b>{' '}
      <span>{by >= now ? `left to decide${rule}` : `past the time to decide${rule}`}</span>
    </div>
  )
}
