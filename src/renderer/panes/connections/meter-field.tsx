import { useFeed } from '../../stores/feeds.ts'
import ui from '../../ui/ui.module.css'

interface Props {
  /** Empty for the first that is found. */
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Who counts the requests of a Prometheus: what is found in it, or one that is known. */
export function MeterField({ value, onChange }: Props) {
  const known = useFeed('profile')?.meters.known ?? []
  return (
    <label title="Whose counters say how many requests failed, and how long they took">
      Requests counted by{' '}
      <select className={ui['field']} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">what is found</option>
        {known.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  )
}
