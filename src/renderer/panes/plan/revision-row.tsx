import type { RevisionView, ServiceRef } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Age } from '../../ui/age.tsx'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { imageTag } from '../header/image-tag.ts'
import css from './plan.module.css'

interface Props {
  readonly revision: RevisionView
  readonly service: ServiceRef
  readonly canChoose: boolean
  readonly planned: boolean
}

const glyphs = { good: '✓', bad: '✕', none: '?' } as const
const tones = { good: 'ok', bad: 'bad', none: 'unk' } as const
const sources = {
  metrics: 'Prometheus',
  journal: 'our journal',
  operator: 'your mark',
  cluster: 'the cluster'
} as const

/** One revision: its release, its record with sources, and what can be said or done about it. */
export function RevisionRow({ revision, service, canChoose, planned }: Props) {
  const tags = revision.images.map((image) => `${image.container} ${imageTag(image.image)}`).join(', ')
  function mark(next: 'good' | 'bad'): void {
    const own = revision.records.find((record) => record.source === 'operator')?.verdict
    void ask('revision.mark', { ref: service, replicaSetUid: revision.uid, mark: own === next ? 'none' : next })
  }
  const own = revision.records.find((record) => record.source === 'operator')?.verdict
  return (
    <li
      className={css['revision']}
      data-testid="revision"
      data-revision={revision.revision}
      data-record={revision.record}
    >
      <b className={tones[revision.record]} aria-hidden="true">
        {glyphs[revision.record]}
      </b>
      <div>
        <p>
          <b>Revision {revision.revision}</b> {tags} · <Age at={revision.createdAt} />
          {revision.isCurrent && ' · current'}
          {revision.recommended && ' · recommended'}
        </p>
        {revision.changeCause !== '' && <p className="dim">{revision.changeCause}</p>}
        {revision.records.map((record) => (
          <p key={`${record.source}-${record.at}`} className={css['record']}>
            <span className={tones[record.verdict]}>{record.verdict === 'none' ? 'unknown' : record.verdict}</span>{' '}
            {record.text} ({sources[record.source]})
          </p>
        ))}
        {revision.records.length === 0 && <p className={css['record']}>Nothing is known about how it served.</p>}
        {revision.differs.length > 0 && (
          <Disclosure
            summary={`${revision.differs.length} ${revision.differs.length === 1 ? 'difference' : 'differences'} to now`}
          >
            <pre tabIndex={0} aria-label={`Differences of revision ${revision.revision}`}>
              {revision.differs.join('\n')}
            </pre>
          </Disclosure>
        )}
      </div>
      <div className={css['choices']}>
        {canChoose && (
          <Button
            look="small"
            data-choose
            aria-pressed={planned}
            onClick={() => void ask('plan.prepare', { lever: 'deploymentRollback', revision: revision.revision })}
          >
            {planned ? 'Planned' : `Choose ${revision.revision}`}
          </Button>
        )}
        <Button
          look="small"
          aria-pressed={own === 'good'}
          aria-label={`${own === 'good' ? 'Marked good' : 'Mark good'}: revision ${revision.revision}`}
          onClick={() => mark('good')}
        >
          {own === 'good' ? 'Marked good' : 'Mark good'}
        </Button>
        <Button
          look="small"
          aria-pressed={own === 'bad'}
          aria-label={`${own === 'bad' ? 'Marked bad' : 'Mark bad'}: revision ${revision.revision}`}
          onClick={() => mark('bad')}
        >
          {own === 'bad' ? 'Marked bad' : 'Mark bad'}
        </Button>
      </div>
    </li>
  )
}
