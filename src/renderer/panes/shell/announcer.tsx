import { useEffect } from 'react'
import { feedStore, useFeed } from '../../stores/feeds.ts'
import { dropUntrue, say, useView } from '../../stores/view.ts'
import { isOvertaken } from '../run/is-overtaken.ts'
import css from './shell.module.css'

const shownMs = 4_000

/** What a screen reader hears: a new verdict and confirmations politely, a refused lever at once. */
export function Announcer() {
  const verdict = useFeed('verdict')
  const decision = useFeed('decision')
  const run = useFeed('run')
  const said = useView((view) => view.said)
  const refused = decision?.levers.find((lever) => lever.state === 'refused')
  const service = useFeed('service') ?? null
  const hasSettled = run?.state === 'settled' && !isOvertaken(run, verdict ?? null, service)
  const outcome = !hasSettled
    ? ''
    : run.proved
      ? `${run.words.done}, and proved.`
      : `${run.words.title}: ended, not proved.`

  const elsewhere = (useFeed('shell')?.runsElsewhere ?? [])
    .filter((each) => each.state === 'settled')
    .map((each) => `${each.words.title}: ${each.proved ? 'proved' : 'ended, not proved'}.`)
    .join(' ')

  useEffect(() => {
    if (said === '') return
    const timer = setTimeout(() => say(''), shownMs)
    return () => clearTimeout(timer)
  }, [said])

  useEffect(() => feedStore.subscribe(dropUntrue), [])

  return (
    <>
      <div className="offscreen" role="status" aria-live="polite" data-testid="announced">
        {!verdict ? '' : `${verdict.lead} ${verdict.rest}`} {outcome} {elsewhere}
      </div>
      <div className="offscreen" role="alert" data-testid="announced-refusal">
        {refused === undefined ? '' : `Refused: ${refused.title}. ${refused.reason}`}
      </div>
      <div className={css['said']} role="status" data-testid="said" data-shown={said !== ''}>
        {said}
      </div>
    </>
  )
}
