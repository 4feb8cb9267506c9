import { app, type BrowserWindow } from 'electron'
import type { Console } from '../ports/console.ts'
import { confirmOver } from './dialogs.ts'

/** Closing may cut off what is under way: it is asked about first, unless the system itself ends us. */
export interface ClosingGuard {
  /** Asks before this window closes. */
  watch(window: BrowserWindow): void
  /** The console is there: from now on it knows what is under way. */
  know(console: Console): void
  /** The system ends us, or the operator agreed: nothing is asked any more. */
  agree(): void
  /** Whether quitting may go on; where not, the operator is asked, and it is quit again once they agree. */
  mayQuit(window: BrowserWindow | undefined): boolean
}

export function createClosingGuard(): ClosingGuard {
  let known: Console | null = null
  let isAgreed = false
  let isAsking = false

  function mayQuit(window: BrowserWindow | undefined): boolean {
    if (isAgreed || known === null || known.closingQuestion() === null) return true
    void ask(window)
    return false
  }

  async function ask(window: BrowserWindow | undefined): Promise<void> {
    const question = known?.closingQuestion()
    if (!question || isAsking) return
    isAsking = true
    try {
      isAgreed = await confirmOver(window, { ...question, action: 'Close all the same' }, 'Stay')
    } finally {
      isAsking = false
    }
    if (isAgreed) app.quit()
  }

  return {
    watch(window) {
      window.on('close', (event) => {
        if (!mayQuit(window)) event.preventDefault()
      })
    },
    know: (console) => void (known = console),
    agree: () => void (isAgreed = true),
    mayQuit
  }
}
