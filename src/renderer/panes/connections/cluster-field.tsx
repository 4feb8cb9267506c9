import ui from '../../ui/ui.module.css'

interface Props {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** What the series of a Prometheus call this cluster, wherever it is reached. */
export function ClusterField({ value, onChange }: Props) {
  return (
    <label title="What its series call this cluster, where it holds those of several">
      Cluster, if it has several{' '}
      <input
        className={ui['field']}
        value={value}
        placeholder="as its series call it"
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  )
}
