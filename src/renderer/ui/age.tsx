import { useNowMs } from '../stores/clock.ts'
import { formatAge } from '../../contract/words/format-duration.ts'

/** How old a reading is: `6 s ago`. Past `limitMs` it says that it is not counted. */
export function Age({ at, limitMs }: { readonly at: string; readonly limitMs?: number }) {
  const now = useNowMs()
  const ms = now - Date.parse(at)
  const text = `${formatAge(ms)} ago`
  if (limitMs === undefined || ms <= limitMs) return <time dateTime={at}>{text}</time>
  return (
    <time dateTime={at} className="unk">
      {text}, stale: not counted
    </time>
  )
}
