import { useState } from 'react'
import type { SeenChange } from '../../../contract/index.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { copy } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { withControlsShown } from '../../ui/controls-shown.ts'
import { nearText } from './near-text.ts'
import css from './what-changed.module.css'

const signs = { same: ' ', removed: '-', added: '+' } as const

/** One change: when and how near, what of which object, by whom; what was there before on demand. */
export function ChangeRow({ change, isLikeliest }: { readonly change: SeenChange; readonly isLikeliest: boolean }) {
  const [open, setOpen] = useState(false)
  const { id, at, kind, object, what, by, git, bearing, isOurs, beforeMs, diff, command } = change
  const who = [by, git].filter((text) => text !== '').join(', ')
  return (
    <li className={css['row']} data-likeliest={isLikeliest} data-after={beforeMs < 0} data-testid="change-row">
      <button type="button" aria-expanded={open} data-change={id} onClick={() => setOpen(!open)}>
        <span className={css['when']}>
          <time dateTime={at}>{utc(at)}</time>
          <small>{nearText(beforeMs)}</small>
        </span>
        <span className={css['what']}>
          <b>{withControlsShown(object)}</b> {isLikeliest && <em>likeliest</em>} {kind === 'event' && <em>event</em>}{' '}
          {isOurs && <em>done by Backout</em>}
          <span>{withControlsShown(what)}</span>
          {bearing !== '' && <small>{bearing}</small>}
        </span>
        <span className={css['who']}>{who === '' ? 'by whom is not known' : withControlsShown(who)}</span>
      </button>
      {open && (
        <div className={css['more']}>
          {diff.length > 0 ? (
            <pre tabIndex={0} aria-label={`Difference of ${withControlsShown(object)}`} className={css['diff']}>
              {diff.map((line, index) => (
                <span key={`${index} ${line.text}`} data-kind={line.kind}>
                  {`${signs[line.kind]} ${line.text}\n`}
                </span>
              ))}
            </pre>
          ) : (
            <p className="dim">No history is kept of it: the fields are those that this writer owns by now.</p>
          )}
          <p className={css['command']}>
            <code>{withControlsShown(command)}</code>
            <Button look="small" onClick={() => void copy({ kind: 'changeCommand', change: id }, 'the command')}>
              Copy
            </Button>
          </p>
        </div>
      )}
    </li>
  )
}
