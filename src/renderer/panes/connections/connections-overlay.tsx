import type { ShellView } from '../../../contract/index.ts'
import { setView, useView } from '../../stores/view.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { SignIn } from '../shell/sign-in.tsx'
import { ConnectionList } from './connection-list.tsx'

/** The connections over whatever is open; one key away from everywhere. */
export function ConnectionsOverlay({ shell }: { readonly shell: ShellView }) {
  const open = useView((view) => view.overlay === 'connections')
  if (!open) return null
  const close = () => setView({ overlay: 'none' })
  return (
    <Dialog title="Connections" onClose={close}>
      {shell.signIn !== null && <SignIn signIn={shell.signIn} />}
      <ConnectionList shell={shell} onOpened={close} />
    </Dialog>
  )
}
