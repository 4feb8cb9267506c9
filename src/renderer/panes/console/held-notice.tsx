import { lastValue, type ServiceView } from '../../../contract/index.ts'
import ui from '../../ui/ui.module.css'

/** Who puts this service back or releases it, and is held or suspended: whoever did that may be a colleague, elsewhere. */
export function HeldNotice({ service }: { readonly service: ServiceView }) {
  const owners = lastValue(service.ownership)?.owners ?? []
  return owners.flatMap(({ name, heldText }) =>
    heldText === undefined ? (
      []
    ) : (
      <section key={name} className={ui['notice']} data-tone="warn" data-testid="held-notice" aria-label="Held">
        <b aria-hidden="true">!</b>
        <div>
          <b>Held.</b> {heldText}
        </div>
      </section>
    )
  )
}
