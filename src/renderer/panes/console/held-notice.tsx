import { lastValue, type ServiceView } from '../../../contract/index.ts'
import ui from '../../ui/ui.module.css'

/** Who puts this service back as Git has it, and is held: whoever held it may be a colleague, on another computer. */
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
