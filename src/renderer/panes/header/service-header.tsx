import type { Run, ServiceView, ShellView, Verdict } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { useNowMs } from '../../stores/clock.ts'
import { useFeed } from '../../stores/feeds.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { utc } from '../../../contract/words/format-time.ts'
import { clock } from '../../ui/format-time.ts'
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
  const kind = service.ref.kind === undefined ? '' : `${service.ref.kind}, `
  const tags = deployment.value.images.map((image) => imageTag(image.image)).join(', ')
  return `${kind}${tags}, revision ${deployment.value.revision}`
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
      {verdict !== null && <Crossing verdict={verdict} now={now} />}
      {watching !== null && (
        <div className={css['clock']}>
          <b>{clock(Date.parse(watching) - now)}</b> <span>of the watch left</span>
        </div>
      )}
      {watching === null && !isUnderWay && verdict?.decideBy && (
        <Deadline within={verdict.withinSeconds ?? 0} by={Date.parse(verdict.decideBy)} now={now} />
      )}
    </>
  )
}

/** Since when a limit is crossed; the past is read a moment after the present. */
function Crossing({ verdict, now }: { readonly verdict: Verdict; readonly now: number }) {
  const { firstCrossedAt } = verdict
  if (firstCrossedAt === null && !verdict.judgements.some(({ result }) => result === 'fires' || result === 'waits'))
    return null
  return (
    <div className={css['clock']} data-testid="crossing-clock">
      <b className={firstCrossedAt === null ? 'dim' : ''}>
        {firstCrossedAt === null ? 'reading' : clock(now - Date.parse(firstCrossedAt))}
      </b>{' '}
      <span>since the first crossing{firstCrossedAt !== null && `, ${utc(firstCrossedAt).replace('Z', ' UTC')}`}</span>
    </div>
  )
}

/** What is left of the time for the decision: it runs from the first time that this person saw the verdict. */
function Deadline({ within, by, now }: { readonly within: number; readonly by: number; readonly now: number }) {
  const time = formatDuration(within * 1_000)
  return (
    <div className={css['clock']} data-due="true" data-testid="decide-clock">
      <b>{by >= now ? clock(by - now) : `+${clock(now - by)}`}</b>{' '}
      <span>
        {by >= now ? `left to decide, of ${time} since you saw it` : `past the ${time} to decide since you saw it`}
      </span>
    </div>
  )
}
