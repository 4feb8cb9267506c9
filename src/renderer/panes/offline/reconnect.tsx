import { useCallback, useEffect, useRef, useState } from 'react'
import type { ClusterWay, Failure, ServiceRef, ShellView } from '../../../contract/index.ts'
import { request } from '../../bridge/backout.ts'
import { ask } from '../../stores/ask.ts'
import { useWallMs } from '../../stores/clock.ts'
import { Button } from '../../ui/button.tsx'
import { nextTryText } from '../../ui/next-try.ts'
import css from './offline.module.css'
import { wayBack } from './way-back.ts'

interface Props {
  readonly to: ClusterWay
  readonly service: ServiceRef
  readonly shell: Pick<ShellView, 'connections' | 'busy'>
}

/** Between two tries, milliseconds; the last one again and again. A cluster that comes back is seen within a minute. */
const pauses = [5_000, 10_000, 20_000, 40_000, 60_000] as const

/**
 * Tries the cluster of an incident again by itself, where its credentials are there, and goes on with the service once it
 * answers. What waiting does not mend, such as a refused token, is said, and tried again only when asked to.
 */
export function Reconnect({ to, service, shell }: Props) {
  const wall = useWallMs()
  const [failure, setFailure] = useState<Failure | null>(null)
  const [nextAt, setNextAt] = useState<number | null>(null)
  const [isTrying, setTrying] = useState(false)
  const state = useRef({ tries: 0, isHere: true, isTrying: false })
  const way = wayBack(to, shell)
  const key = way === undefined ? '' : `${way.connectionId} ${way.context}`
  const latest = useRef({ way, service, isBusy: false })
  useEffect(() => {
    latest.current = { way, service, isBusy: shell.busy !== null }
  })

  const tryNow = useCallback(async (): Promise<void> => {
    const { way: opening, service: ref, isBusy } = latest.current
    const now = state.current
    if (opening === undefined || now.isTrying) return
    const { connectionId, context } = opening
    now.isTrying = true
    setTrying(true)
    // Something else is being opened: that one is waited for.
    const answer = isBusy ? null : await request('connection.test', { connectionId, context })
    now.isTrying = false
    if (!now.isHere) return
    setTrying(false)
    if (answer?.ok === true) {
      if ((await ask('environment.open', opening)) !== undefined) await ask('service.open', { ref })
      return
    }
    if (answer !== null) setFailure(answer.failure)
    const goesOn = answer === null || answer.failure.retryable || answer.failure.code === 'unreachable'
    setNextAt(goesOn ? Date.now() + (pauses[Math.min(now.tries, pauses.length - 1)] ?? 60_000) : null)
    now.tries += 1
  }, [])

  useEffect(() => {
    const now = state.current
    now.isHere = true
    if (key !== '') void tryNow()
    return () => {
      now.isHere = false
    }
  }, [key, tryNow])

  useEffect(() => {
    if (nextAt === null) return
    const timer = setTimeout(() => void tryNow(), Math.max(0, nextAt - Date.now()))
    return () => clearTimeout(timer)
  }, [nextAt, tryNow])

  if (way === undefined) return null
  return (
    <div className={css['reconnect']} data-testid="reconnect" role="status">
      <p>
        {failure === null ? `Trying ${to.server}.` : failure.message}{' '}
        {isTrying
          ? 'Trying now.'
          : nextAt === null
            ? failure && 'It is not tried again by itself.'
            : said(nextAt, wall)}
      </p>
      <Button look="small" disabled={isTrying} onClick={() => void tryNow()}>
        Try now
      </Button>
    </div>
  )
}

function said(nextAt: number, wallMs: number): string {
  const text = nextTryText(new Date(nextAt).toISOString(), wallMs)
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
}
