import type { PodOutputView } from '../../../contract/index.ts'
import { copy } from '../../stores/ask.ts'
import { useNowMs } from '../../stores/clock.ts'
import { Button } from '../../ui/button.tsx'
import { formatAge } from '../../../contract/words/format-duration.ts'
import type { OutputFilter } from './filter-lines.ts'
import css from './output.module.css'

interface Props {
  readonly output: PodOutputView
  readonly filter: OutputFilter
  readonly shown: number
  readonly onFilter: (filter: OutputFilter) => void
}

const levels = { all: 'all levels', warn: 'warnings and errors', error: 'errors' } as const

/** Which container, which level, which words; and how old it is. */
export function OutputFilters({ output, filter, shown, onFilter }: Props) {
  const now = useNowMs()
  const chosen = output.sources.find(({ id }) => id === filter.source)
  return (
    <div className={css['filters']}>
      <select
        aria-label="Pod and container"
        value={filter.source}
        onChange={(event) => onFilter({ ...filter, source: event.target.value })}
      >
        <option value="">all containers</option>
        {output.sources.map(({ id, pod, container, previous, ready }) => (
          <option key={id} value={id}>
            {pod} {container}
            {previous ? ', before its restart' : ''}
            {ready ? '' : ', not ready'}
          </option>
        ))}
      </select>
      <select
        aria-label="Level"
        value={filter.level}
        onChange={(event) => {
          const level = event.target.value
          if (level === 'all' || level === 'warn' || level === 'error') onFilter({ ...filter, level })
        }}
      >
        {Object.entries(levels).map(([level, title]) => (
          <option key={level} value={level}>
            {title}
          </option>
        ))}
      </select>
      <input
        type="search"
        aria-label="Find in the logs"
        placeholder="Find in the logs"
        value={filter.text}
        onChange={(event) => onFilter({ ...filter, text: event.target.value })}
      />
      <span className="dim" data-testid="output-count">
        {shown} of {output.lines.length} lines
        {output.readAt !== null && `, read ${formatAge(now - Date.parse(output.readAt))} ago`}
        {output.kept !== null && ` · ${keptText(output.kept)}`}
      </span>
      {chosen !== undefined && (
        <span className={css['command']}>
          <code>{chosen.command}</code>
          <Button
            look="small"
            aria-label={`Copy: ${chosen.command}`}
            onClick={() => void copy({ kind: 'outputCommand', source: chosen.id }, 'the command for this log')}
          >
            Copy
          </Button>
        </span>
      )}
    </div>
  )
}

function keptText({ lines, leftOut, sha256 }: NonNullable<PodOutputView['kept']>): string {
  const without = leftOut > 0 ? `, without ${leftOut} older ones` : ''
  return `kept ${lines} lines${without}, SHA-256 ${sha256.slice(0, 12)}`
}
