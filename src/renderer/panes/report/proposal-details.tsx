import { useState } from 'react'
import type { Proposal, ProposalDryRun } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { ask, copy } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Unbroken } from '../../ui/unbroken.tsx'
import { withControlsShown } from '../../ui/controls-shown.ts'
import css from './report.module.css'

const signs = { same: ' ', removed: '-', added: '+' } as const

interface Props {
  readonly proposal: Proposal
  /** Of the open service: the server can be asked. */
  readonly canDryRun: boolean
}

/** One proposal: what it would have saved, why, what it changes, and its ways into Git. */
export function ProposalDetails({ proposal, canDryRun }: Props) {
  const [dryRun, setDryRun] = useState<ProposalDryRun | null>(null)
  const { id, title, why, saves, savedMs, object, diff } = proposal
  const saved = formatDuration(Math.round(savedMs / 1_000) * 1_000)

  async function tryIt(): Promise<void> {
    const answer = await ask('prevention.dryRun', { id })
    if (answer !== undefined) setDryRun(answer)
  }

  return (
    <Disclosure
      testId={`proposal-${id}`}
      className={css['proposal']}
      summary={
        <>
          <b>{withControlsShown(title)}</b> <Unbroken text={`would have saved up to ${saved}`} />
        </>
      }
    >
      <p>
        <Unbroken text={withControlsShown(why)} />
      </p>
      <p>
        <Unbroken text={withControlsShown(saves)} />
      </p>
      <pre className={css['diff']} tabIndex={0} aria-label={`What it changes: ${withControlsShown(object)}`}>
        <span>
          {withControlsShown(object)}
          {'\n'}
        </span>
        {diff.map((line, index) => (
          <span key={index} data-kind={line.kind}>
            {signs[line.kind]} {withControlsShown(line.text)}
            {'\n'}
          </span>
        ))}
      </pre>
      <p className={css['buttons']}>
        <Button look="small" onClick={() => void copy({ kind: 'proposal', proposal: id }, 'what goes into Git')}>
          Copy for Git
        </Button>
        {canDryRun && (
          <Button look="small" onClick={() => void tryIt()}>
            Ask the server (dry run)
          </Button>
        )}
        {dryRun !== null && (
          <span className={dryRun.accepted ? undefined : 'bad'} role="status">
            {dryRun.accepted ? '✓ ' : '! '}
            {withControlsShown(dryRun.text)}
          </span>
        )}
      </p>
    </Disclosure>
  )
}
