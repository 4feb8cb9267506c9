import { useEffect, useState } from 'react'
import type { EvidenceView } from '../../../contract/index.ts'
import { utcDated } from '../../../contract/words/format-time.ts'
import { ask } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import css from './evidence.module.css'

/** The folders of evidence, each held against the record; opened without a cluster too. */
export function EvidenceOverlay() {
  const open = useView((view) => view.overlay === 'evidence')
  return open ? <OpenOverlay /> : null
}

function OpenOverlay() {
  const [found, setFound] = useState<readonly EvidenceView[] | null>(null)
  const [shown, setShown] = useState<{ readonly of: string; readonly text: string } | null>(null)
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

  async function show(folder: string, path: string): Promise<void> {
    const read = await ask('evidence.read', { folder, path })
    if (read !== undefined) setShown({ of: `${folder}/${path}`, text: read.text })
  }

  return (
    <Dialog title="Evidence" onClose={() => setView({ overlay: 'none' })}>
      <div className={css['evidence']}>
        <p className="dim">
          Kept by itself before each action, and whenever you ask: logs, events, objects and metrics, without
          credentials. The record says what each folder was.
        </p>
        {service !== null && (
          <p>
            <Button disabled={keeping} onClick={() => void keep()}>
              {keeping ? 'Being kept, 20 s at most' : `Keep evidence of ${service.ref.name} now`}
            </Button>
          </p>
        )}
        {found === null && <p className="dim">Being read.</p>}
        {found?.length === 0 && <p>Nothing was kept yet.</p>}
        {(found ?? []).map((one) => (
          <Disclosure
            key={one.folder}
            summary={`${utcDated(one.at)} ${[one.ref.name, one.environment, one.why].filter(Boolean).join(', ')}: ${one.problems.length === 0 ? '✓ as it was written' : '! not as it was written'}`}
          >
            <ul data-testid="evidence-files">
              {one.problems.map((text) => (
                <li key={text} className="bad">
                  {text}
                </li>
              ))}
              {one.files.map(({ path, bytes }) => (
                <li key={path}>
                  <Button look="link" onClick={() => void show(one.folder, path)}>
                    {path}
                  </Button>{' '}
                  <span className="dim">{Math.ceil(bytes / 1_024)} KiB</span>
                  {shown?.of === `${one.folder}/${path}` && <pre className={css['text']}>{shown.text}</pre>}
                </li>
              ))}
              {one.leftOut.map((text) => (
                <li key={text} className="dim">
                  Left out: {text}
                </li>
              ))}
            </ul>
          </Disclosure>
        ))}
      </div>
    </Dialog>
  )
}
