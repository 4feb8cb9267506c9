import type { LeverOption, LeverView, ServiceRef } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Age } from '../../ui/age.tsx'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import css from './plan.module.css'

interface Props {
  readonly lever: LeverView
  readonly option: LeverOption
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

/** One option of a lever: what it is, how it stands with sources, and what can be said or done about it. */
export function OptionRow({ lever, option, service, canChoose, planned }: Props) {
  const own = option.evidence.find(({ source }) => source === 'operator')?.verdict
  return (
    <li className={css['option']} data-testid="option" data-option={option.title} data-standing={option.standing}>
      <b className={tones[option.standing]} aria-hidden="true">
        {glyphs[option.standing]}
      </b>
      <div>
        <p>
          <b>{option.title}</b> {option.text}
          {option.createdAt !== '' && (
            <>
              {' · '}
              <Age at={option.createdAt} />
            </>
          )}
          {option.tags.map((tag) => ` · ${tag}`)}
        </p>
        {option.note !== '' && <p className="dim">{option.note}</p>}
        {option.evidence.map((evidence) => (
          <p key={`${evidence.source} ${evidence.at} ${evidence.text}`} className={css['evidence']}>
            <span className={tones[evidence.verdict]}>
              {evidence.verdict === 'none' ? 'unknown' : evidence.verdict}
            </span>{' '}
            {evidence.text} ({sources[evidence.source]})
          </p>
        ))}
        {option.evidence.length === 0 && <p className={css['evidence']}>Nothing is known about how it served.</p>}
        {option.differs.length > 0 && (
          <Disclosure
            summary={`${option.differs.length} ${option.differs.length === 1 ? 'difference' : 'differences'} to now`}
          >
            <pre tabIndex={0} aria-label={`Differences of ${option.title}`}>
              {option.differs.join('\n')}
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
            aria-label={planned ? `Planned: ${option.title}` : `Choose: ${option.title}`}
            onClick={() => void ask('plan.prepare', { lever: lever.id, choice: option.choice })}
          >
            {planned ? 'Planned' : 'Choose'}
          </Button>
        )}
        {option.markable !== undefined &&
          (['good', 'bad'] as const).map((verdict) => (
            <Mark key={verdict} {...{ verdict, own, service, subject: option.markable ?? '', title: option.title }} />
          ))}
      </div>
    </li>
  )
}

interface MarkProps {
  readonly verdict: 'good' | 'bad'
  readonly own: 'good' | 'bad' | 'none' | undefined
  readonly service: ServiceRef
  readonly subject: string
  readonly title: string
}

/** The operator's own word; pressed again it is taken back. */
function Mark({ verdict, own, service, subject, title }: MarkProps) {
  const isMarked = own === verdict
  const words = `${isMarked ? 'Marked' : 'Mark'} ${verdict}`
  return (
    <Button
      look="small"
      aria-pressed={isMarked}
      aria-label={`${words}: ${title}`}
      onClick={() => void ask('standing.mark', { ref: service, subject, mark: isMarked ? 'none' : verdict })}
    >
      {words}
    </Button>
  )
}
