import { useEffect } from 'react'
import { say, setView, useView, viewStore } from '../../stores/view.ts'

/** What has been typed to approve a plan of this effect, and the way to change it. */
export interface TypedApproval {
  readonly typed: string
  readonly setTyped: (text: string) => void
}

/**
 * Keeps what is being typed while a plan that has expired is made anew. Where the new plan would do something else, the
 * text is dropped, and that is said.
 */
export function useTypedApproval(effect: string): TypedApproval {
  const typed = useView((view) => (view.typed.effect === effect ? view.typed.text : ''))
  useEffect(() => {
    const { typed: kept } = viewStore.getState()
    if (kept.text === '' || kept.effect === effect) return
    setView({ typed: { effect, text: '' } })
    say('This is another plan: what you had typed was dropped')
  }, [effect])
  return { typed, setTyped: (text) => setView({ typed: { effect, text } }) }
}
