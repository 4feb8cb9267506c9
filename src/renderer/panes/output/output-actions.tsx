import { ask, copy } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { Button } from '../../ui/button.tsx'
import { keepShownOutput } from './keep-shown-output.ts'

/** Reading on, reading anew, and keeping what is shown. */
export function OutputActions() {
  const output = useFeed('output')
  const isRead = typeof output?.readAt === 'string'
  const following = output?.following === true
  return (
    <>
      <Button
        look="small"
        onClick={() => void copy({ kind: 'outputCommand', source: null }, 'the command for the events')}
      >
        Copy the command for events
      </Button>
      <Button look="small" disabled={!isRead} onClick={() => void ask('output.look', {})}>
        Read again
      </Button>
      <Button
        look="small"
        disabled={!isRead}
        aria-pressed={following}
        onClick={() => void ask('output.follow', { on: !following })}
      >
        {following ? 'Stop following' : 'Follow'}
      </Button>
      <Button look="small" disabled={!isRead} onClick={() => void keepShownOutput()}>
        Keep as evidence <kbd>e</kbd>
      </Button>
    </>
  )
}
