import { useNowMs } from '../stores/clock.ts'
import { span } from './format-time.ts'
import css from './ui.module.css'

/** What is awaited and for how long. */
export function Waiting({ text, sinceAt }: { readonly text: string; readonly sinceAt: string }) {
  const now = useNowMs()
  return (
    <p className={css['waiting']} role="status">
      Waiting for {text}, {span(now - Date.parse(sinceAt))}
    </p>
  )
}
