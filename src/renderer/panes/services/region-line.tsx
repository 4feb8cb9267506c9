import type { RegionNotice, ServiceRow, ShellView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { setView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import css from './services.module.css'

interface Props {
  readonly notice: RegionNotice
  readonly rows: readonly ServiceRow[]
}

/** What leads users to all of these services does not answer, or is not known: their own numbers would not say so. */
export function RegionLine({ notice: { tone, lead, text }, rows }: Props) {
  const [first] = rows
  return (
    <p className={css['together']} data-testid="region-notice" data-tone={tone}>
      <span>
        <b className={classNames(tone)}>{lead}</b> {text}
      </span>
      {tone === 'bad' && first !== undefined && (
        <Button look="small" onClick={() => void ask('service.open', { ref: first.ref })}>
          Open {first.ref.name}, with the way over
        </Button>
      )}
    </p>
  )
}

/** Nobody has said what leads users here, so that nothing watches it; what to do about it. A drill has an Azure of its own, or none. */
export function RegionsUnwatched({ shell }: { readonly shell: Pick<ShellView, 'environment' | 'azureAccounts'> }) {
  const { environment, azureAccounts } = shell
  if (environment === null || environment.kind === 'drill' || environment.azure !== undefined) return null
  const isSignedIn = azureAccounts.some(({ cloud }) => cloud !== 'drill')
  return (
    <p className={css['keys']} data-testid="regions-unwatched">
      Regions are not watched. Where Azure Traffic Manager leads users here,{' '}
      <Button look="link" onClick={() => setView({ overlay: 'connections' })}>
        {isSignedIn ? 'name its profile' : 'sign in to Azure and name its profile'}
      </Button>{' '}
      (<kbd>F2</kbd>, Azure).
    </p>
  )
}
