import { useEffect, useState } from 'react'
import type { CommandBody, CommandView } from '../../../contract/index.ts'
import { request } from '../../bridge/backout.ts'

/** What a line sent and what was answered, asked for when it is opened and when its outcome changes; null until then. */
export function useCommandBody({ seq, result }: CommandView): CommandBody | null {
  const [body, setBody] = useState<{ readonly seq: number; readonly body: CommandBody } | null>(null)
  useEffect(() => {
    let isGone = false
    void request('record.command', { seq }).then((answer) => {
      if (!isGone && answer.ok) setBody({ seq, body: answer.value })
    })
    return () => {
      isGone = true
    }
  }, [seq, result])
  return body?.seq === seq ? body.body : null
}
