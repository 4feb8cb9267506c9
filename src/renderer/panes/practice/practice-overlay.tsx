import type { KeyboardEvent } from 'react'
import { useEffect, useRef, useState } from 'react'
import type { ExerciseView, PracticeView } from '../../../contract/index.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { scrollWithin } from '../../ui/scroll-within.ts'
import ui from '../../ui/ui.module.css'
import { Busy } from '../shell/busy.tsx'
import { findExercises } from './find-exercises.ts'
import { Leaving, leftBy } from './leaving.tsx'
import css from './practice.module.css'
import { startExercise } from './practise.ts'

const difficulties = { 1: 'first time', 2: 'usual', 3: 'hard' } as const

/** What can be practised, to choose from; and what would be left for it. */
export function PracticeOverlay() {
  const open = useView((view) => view.overlay === 'practice')
  const practice = useFeed('practice')
  return open && practice ? <OpenOverlay practice={practice} /> : null
}

function OpenOverlay({ practice: { exercises: all } }: { readonly practice: PracticeView }) {
  const [cursor, setCursor] = useState(0)
  const [text, setText] = useState('')
  const exercises = findExercises(all, text)
  const shell = useFeed('shell')
  const leaving = leftBy(shell)
  const busy = shell?.busy ?? null
  const chosen = exercises[cursor]
  const list = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  useEffect(() => {
    scrollWithin(list.current?.querySelector<HTMLElement>('[aria-selected="true"]') ?? null)
  }, [cursor])
  const go = (exercise: ExerciseView | undefined): void => {
    if (exercise !== undefined && busy === null) void startExercise(exercise)
  }
  const byChance = (): void => go(exercises[Math.floor(Math.random() * exercises.length)])
  function onKeyDown(event: KeyboardEvent): void {
    const last = exercises.length - 1
    if (event.key === '/') search.current?.focus()
    else if (event.key === 'ArrowDown' || event.key === 'j') setCursor(Math.min(last, cursor + 1))
    else if (event.key === 'ArrowUp' || event.key === 'k') setCursor(Math.max(0, cursor - 1))
    else if (/^[1-9]$/.test(event.key) && Number(event.key) <= exercises.length) setCursor(Number(event.key) - 1)
    else if (event.key === 'Enter') go(chosen)
    else if (event.key === 'r') byChance()
    else return
    event.preventDefault()
  }
  return (
    <Dialog title="Practise on the drill" onClose={() => setView({ overlay: 'none' })}>
      <p className={css['lead']}>
        A simulated cluster on this computer, reached as any other. Nothing here is real, and nothing needs a network.
      </p>
      {leaving !== null && <Leaving environment={leaving} />}
      <input
        ref={search}
        role="combobox"
        aria-expanded="true"
        aria-controls="exercises"
        aria-activedescendant={chosen === undefined ? undefined : `exercise-${chosen.id}`}
        className={css['find']}
        data-find="exercises"
        placeholder="Find: a word, or a kind such as StatefulSet, GitOps, canary"
        aria-label="Find an exercise"
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setCursor(0)
        }}
        onKeyDown={(event) => {
          // A number is one of the list as long as nothing is being looked for.
          if (['ArrowDown', 'ArrowUp', 'Enter'].includes(event.key) || (text === '' && /^[1-9]$/.test(event.key)))
            onKeyDown(event)
        }}
      />
      {exercises.length === 0 && <p className="dim">No exercise is found by that.</p>}
      <div
        ref={list}
        id="exercises"
        role="listbox"
        aria-label="Exercises"
        aria-activedescendant={chosen === undefined ? undefined : `exercise-${chosen.id}`}
        className={css['list']}
        tabIndex={0}
        data-testid="exercises"
        onKeyDown={onKeyDown}
      >
        {exercises.map((exercise, index) => (
          <div
            key={exercise.id}
            id={`exercise-${exercise.id}`}
            role="option"
            aria-selected={index === cursor}
            className={css['exercise']}
            onClick={() => setCursor(index)}
            onDoubleClick={() => go(exercise)}
          >
            <span className={css['number']}>{exercise.id}</span>
            <b>{exercise.title}</b>
            <span className={css['about']}>{exercise.about}</span>
            <span className={ui['tag']}>{difficulties[exercise.difficulty]}</span>
          </div>
        ))}
      </div>
      <div className={css['actions']}>
        {busy !== null && <Busy busy={busy} />}
        <Button look="ghost" disabled={busy !== null} onClick={byChance}>
          By chance <kbd className={css['inList']}>r</kbd>
        </Button>
        <Button disabled={chosen === undefined || busy !== null} onClick={() => go(chosen)}>
          {leaving === null ? 'Start the exercise' : `Leave ${leaving.name} and practise`} <kbd>enter</kbd>
        </Button>
      </div>
    </Dialog>
  )
}
