import { lazy, Suspense, useState } from 'react'
import type { EvidenceView } from '../../../contract/index.ts'
import { utcDated } from '../../../contract/words/format-time.ts'
import { ask } from '../../stores/ask.ts'
import { say } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { withControlsShown } from '../../ui/controls-shown.ts'
import css from './evidence.module.css'

// What draws is loaded when a folder is first opened: a start does without it.
const EvidencePicture = lazy(async () => ({ default: (await import('./evidence-picture.tsx')).EvidencePicture }))

/** One folder, or a zip that was opened: whether it is as it was written, what is in it, and what is not. */
export function EvidenceFolder({ one }: { readonly one: EvidenceView }) {
  const [isOpen, setOpen] = useState(false)
  const [shown, setShown] = useState<{ readonly path: string; readonly text: string } | null>(null)
  const { folder, isZip, problems, files, leftOut } = one
  const about = [one.ref.name, one.environment, one.why]
    .filter(Boolean)
    .map((text) => withControlsShown(text))
    .join(', ')
  // That no record vouches for it is one of them.
  const isAltered = problems.length > (one.isRecorded ? 0 : 1)
  const state =
    problems.length === 0
      ? '✓ as it was written'
      : isAltered
        ? '! not as it was written'
        : '! whole, but no record here vouches for it'

  async function show(path: string): Promise<void> {
    if (shown?.path === path) return setShown(null)
    const read = await ask('evidence.read', { folder, path })
    if (read !== undefined) setShown({ path, text: read.text })
  }

  async function save(): Promise<void> {
    const saved = await ask('evidence.save', { folder })
    if (saved?.path) say(`Saved ${saved.path}`)
  }

  return (
    <Disclosure
      className={css['folder']}
      onToggle={setOpen}
      summary={
        <>
          {isZip ? 'Zip: ' : ''}
          {utcDated(one.at)} {about}: <span className={problems.length === 0 ? undefined : 'bad'}>{state}</span>
        </>
      }
    >
      {problems.length > 0 && (
        <ul className="bad">
          {problems.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <p className={css['hash']}>
        {one.journal === null
          ? ''
          : `After entry ${one.journal.seq} of the journal, ${one.journal.hash.slice(0, 12)}. `}
        {one.sha256 === '' ? '' : `Manifest SHA-256 ${one.sha256}`}
      </p>
      {!isZip && files.length > 0 && (
        <p className={css['buttons']}>
          <Button look="small" onClick={() => void save()}>
            Save as zip
          </Button>
          <Button look="small" onClick={() => void ask('evidence.show', { folder })}>
            Show in folder
          </Button>
        </p>
      )}
      <ul data-testid="evidence-files" className={css['files']}>
        {files.map(({ path, bytes }) => (
          <li key={path}>
            <Button look="link" aria-expanded={shown?.path === path} onClick={() => void show(path)}>
              {path}
            </Button>{' '}
            <span className="dim">{Math.ceil(bytes / 1_024)} KiB</span>
            {shown?.path === path && <pre className={css['text']}>{withControlsShown(shown.text, true)}</pre>}
          </li>
        ))}
        {leftOut.map((text) => (
          <li key={text} className="dim">
            Left out: {withControlsShown(text)}
          </li>
        ))}
      </ul>
      {isOpen && files.some(({ path }) => path === 'charts.json') && (
        <Suspense fallback={null}>
          <EvidencePicture folder={folder} />
        </Suspense>
      )}
    </Disclosure>
  )
}
