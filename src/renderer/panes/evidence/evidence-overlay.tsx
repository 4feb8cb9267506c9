import { useEffect, useState } from 'react'
import type { EvidenceView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EvidenceFolder } from './evidence-folder.tsx'
import css from './evidence.module.css'

/** The folders of evidence, each held against the record; opened without a cluster too. */
export function EvidenceOverlay() {
  const open = useView((view) => view.overlay === 'evidence')
  return open ? <OpenOverlay /> : null
}

function OpenOverlay() {
  const [found, setFound] = useState<readonly EvidenceView[] | null>(null)
  const [keeping, setKeeping] = useState(false)
  const service = useFeed('service') ?? null
  const look = (): void => void ask('evidence.list', {}).then((list) => setFound(list ?? []))
  useEffect(look, [])

  async function keep(): Promise<void> {
    setKeeping(true)
    await ask('evidence.keep', {})
    setKeeping(false)
    look()
  }

  async function openZip(): Promise<void> {
    const opened = await ask('evidence.openZip', {})
    if (opened?.folder) look()
  }

  return (
    <Dialog title="Evidence" onClose={() => setView({ overlay: 'none' })}>
      <div className={css['evidence']}>
        <p className="dim">
          Kept by itself before each action, and whenever you ask: logs, what Flagger and istiod wrote, events, objects
          and metrics, without credentials. Each is held against its manifest, and that against the record.
        </p>
        <p className={css['buttons']}>
          {service !== null && (
            <Button disabled={keeping} onClick={() => void keep()}>
              {keeping ? 'Being kept, 20 s at most' : `Keep evidence of ${service.ref.name} now`}
            </Button>
          )}
          <Button look="ghost" onClick={() => void openZip()}>
            Open a zip
          </Button>
        </p>
        {found === null && <p className="dim">Being read.</p>}
        {found?.length === 0 && <p>Nothing was kept yet.</p>}
        {(found ?? []).map((one) => (
          <EvidenceFolder key={one.folder} one={one} />
        ))}
      </div>
    </Dialog>
  )
}
