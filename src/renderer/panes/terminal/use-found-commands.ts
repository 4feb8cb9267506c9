import { useEffect, useMemo, useState } from 'react'
import type { CommandView } from '../../../contract/index.ts'
import { request } from '../../bridge/backout.ts'
import { findCommands } from './find-commands.ts'

/** A pause in typing, milliseconds. */
const afterMs = 150

const none: ReadonlySet<number> = new Set()

/**
 * The lines that contain every word of the text. What is on the screen is looked through at once; what was sent and
 * answered is with main, which is asked when the typing pauses.
 */
export function useFoundCommands(commands: readonly CommandView[], text: string): readonly CommandView[] {
  const [found, setFound] = useState({ text: '', seqs: none })
  const wanted = text.trim()
  const { length } = commands

  useEffect(() => {
    if (wanted === '') return
    let isGone = false
    const timer = setTimeout(() => {
      void request('record.find', { text: wanted }).then((answer) => {
        if (!isGone && answer.ok) setFound({ text: wanted, seqs: new Set(answer.value.seqs) })
      })
    }, afterMs)
    return () => {
      isGone = true
      clearTimeout(timer)
    }
  }, [wanted, length])

  const seqs = found.text === wanted ? found.seqs : none
  return useMemo(() => findCommands(commands, wanted, seqs), [commands, wanted, seqs])
}
