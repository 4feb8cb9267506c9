import { useState } from 'react'
import type { JudgedText } from '../../../contract/index.ts'
import { judgedLength } from '../../../contract/judged-text.ts'
import { ask } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Judged } from './judged.tsx'
import css from './judge.module.css'

/** "Is this safe here, now?": judges what is pasted, for the service on the screen. Nothing of it is run. */
export function JudgeOverlay() {
  const open = useView((view) => view.overlay === 'judge')
  const service = useFeed('service')
  return open && service ? <OpenJudge about={`${service.ref.namespace}/${service.ref.name}`} /> : null
}

function OpenJudge({ about }: { readonly about: string }) {
  const [text, setText] = useState('')
  /** What was found out, and about which text: an answer about another one is not shown beside this. */
  const [answer, setAnswer] = useState<{ readonly of: string; readonly judged: JudgedText } | null>(null)
  const judged = answer?.of === text ? answer.judged : null

  async function judge(): Promise<void> {
    if (text.trim() === '') return
    const found = await ask('command.judge', { text })
    if (found !== undefined) setAnswer({ of: text, judged: found })
  }

  return (
    <Dialog anchored title="Is this safe here, now?" onClose={() => setView({ overlay: 'none' })}>
      <form
        className={css['form']}
        onSubmit={(event) => {
          event.preventDefault()
          void judge()
        }}
      >
        <p className="dim">
          Paste one command or several. They are judged for {about} as it is now. Nothing of them is run.
        </p>
        <textarea
          aria-label="Commands to judge"
          spellCheck={false}
          rows={6}
          value={text}
          data-testid="judge-text"
          // A longer text is said to be too long: one character more than is read comes along.
          onChange={(event) => setText(event.target.value.slice(0, judgedLength))}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
            event.preventDefault()
            void judge()
          }}
        />
        <div className={css['ask']}>
          <Button type="submit" disabled={text.trim() === ''} data-testid="judge">
            Judge it
          </Button>
          <span className="dim">
            <kbd>ctrl enter</kbd>
          </span>
        </div>
      </form>
      <div role="status" aria-live="polite" className={css['answer']}>
        {judged !== null && <Judged judged={judged} />}
      </div>
    </Dialog>
  )
}
