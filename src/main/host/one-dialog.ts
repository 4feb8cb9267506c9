import { FailureError, failureOf } from '../../contract/index.ts'
import { visibleText } from '../lib/visible-text.ts'

/** What fits a dialog with its buttons on the screen. */
const most = { title: 200, line: 400, lines: 24 } as const

/**
 * Lets one dialog of the system be open at a time: what is asked for meanwhile is refused, and never queued up.
 * @param isApproving whether an approval is open: a page has nothing shown above that
 */
export function createDialogTurn(isApproving: () => boolean): <T>(show: () => Promise<T>) => Promise<T> {
  let isOpen = false
  return async (show) => {
    if (isOpen) {
      const remedy = 'Answer that one first.'
      throw new FailureError(failureOf('conflict', 'Another question is open already.', { remedy, retryable: true }))
    }
    if (isApproving()) {
      const remedy = 'Answer it or call it off first.'
      throw new FailureError(
        failureOf('conflict', 'An approval is open: nothing is asked above it.', { remedy, retryable: true })
      )
    }
    isOpen = true
    try {
      return await show()
    } finally {
      isOpen = false
    }
  }
}

/** Text as it is shown in a dialog: with nothing hidden in it, and never so much that the buttons leave the screen. */
export function dialogText({ title, detail }: { readonly title: string; readonly detail: string }) {
  const lines = detail.split('\n')
  const shown = lines.slice(0, most.lines).map((line) => visibleText(line, most.line))
  const left = lines.length - shown.length
  return {
    title: visibleText(title, most.title),
    detail: [...shown, ...(left > 0 ? [`and ${left} more lines`] : [])].join('\n')
  }
}
