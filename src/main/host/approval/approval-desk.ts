import type { BrowserWindow } from 'electron'
import type { FeedMessage } from '../../../contract/index.ts'
import type { SaidByApproval, ShownApproval } from '../../../preload/approval-channels.ts'
import type { ApprovalQuestion, Approvals, Confirmation } from '../../ports/approvals.ts'
import { createApprovalView, type ApprovalView, type ApprovalViewOptions } from './approval-view.ts'
import { judgeText } from './judge-said.ts'
import { createReadAgain } from './read-again.ts'

export type ApprovalDeskOptions = Pick<ApprovalViewOptions, 'session' | 'url' | 'preload' | 'devTools'> & {
  /** The console's window; undefined while there is none. */
  readonly window: () => BrowserWindow | undefined
}

/** Asks the person at the computer, in a view of main's own over the console's window. */
export interface ApprovalDesk extends Approvals {
  /** Follows what the console shows: its theme, and whether a plan is there that may be approved soon. */
  watch(message: FeedMessage): void
  /** Whether somebody is asked now. */
  isOpen(): boolean
}

interface Open {
  question: ApprovalQuestion
  complaint: string | null
  isOver: boolean
  /** Something was pressed before it could have been seen. */
  isLost: boolean
  readonly window: BrowserWindow
  readonly settle: (confirmation: Confirmation | null) => void
}

const saysOtherwise = 'The plan was made anew, and says something else by now: read it again.'

const wasEarly = 'Keys of the first second are not taken: clear the field, and type it from the start.'

export function createApprovalDesk(options: ApprovalDeskOptions): ApprovalDesk {
  let view: ApprovalView | null = null
  let open: Open | null = null
  const readAgain = createReadAgain(() => performance.now())
  let theme: ShownApproval['theme'] = 'system'
  let holding: { readonly timer: ReturnType<typeof setTimeout>; readonly beganMs: number } | null = null

  function viewNow(): ApprovalView {
    view ??= createApprovalView({
      ...options,
      onSaid,
      onUp: letGo,
      onSeen: () => draw(false),
      onLost: lose,
      onGone() {
        view = null
        open?.settle(null)
      }
    })
    return view
  }

  function draw(isNew: boolean): void {
    if (!open) return
    const { question, complaint, isOver, isLost } = open
    view?.draw({ question, complaint, isOver, isNew, theme, isLost, isEarly: !view.isSeen() })
  }

  /** It is not taken, and that is said: nobody is left to wonder where it went. */
  function lose(): void {
    if (!open || open.isLost) return
    open.isLost = true
    draw(false)
  }

  function letGo(): void {
    clearTimeout(holding?.timer)
    holding = null
  }

  function hold(holdMs: number): void {
    if (holding !== null || view?.isDown() !== true) return
    const beganMs = performance.now()
    const timer = setTimeout(() => {
      if (view?.isDown() === true) open?.settle({ kind: 'held', heldMs: Math.round(performance.now() - beganMs) })
    }, holdMs)
    holding = { timer, beganMs }
  }

  function onSaid(said: SaidByApproval): void {
    if (!open || !view) return
    const { asked } = open.question
    if (said.kind === 'cancel') return open.settle(null)
    if (said.kind === 'release') return letGo()
    if (open.isOver) return
    if (!readAgain.isRead()) return complain(saysOtherwise)
    if (said.kind === 'press') {
      if (asked.kind !== 'hold') return
      return view.isSeen() ? hold(asked.holdMs) : lose()
    }
    const judged = judgeText(said.text, asked, view.received())
    if (judged.kind === 'approved') return open.settle(judged.confirmation)
    complain(open.isLost && asked.kind === 'typed' && said.text === asked.text ? wasEarly : judged.complaint)
  }

  function complain(complaint: string): void {
    if (open) open.complaint = complaint
    draw(false)
  }

  return {
    isOpen: () => open !== null,
    ask(question) {
      const window = options.window()
      if (open !== null || window === undefined || window.isDestroyed()) {
        return { answer: Promise.resolve(null), renew: () => undefined, withdraw: () => undefined }
      }
      const asking = viewNow()
      const answer = new Promise<Confirmation | null>((resolve) => {
        const gone = () => settle(null)
        const settle = (confirmation: Confirmation | null): void => {
          if (open?.settle !== settle) return
          letGo()
          open = null
          window.off('closed', gone)
          asking.close(window)
          resolve(confirmation)
        }
        window.on('closed', gone)
        open = { question, complaint: null, isOver: false, isLost: false, window, settle }
      })
      void asking.open(window).then((isOpen) => {
        if (isOpen) draw(true)
        else open?.settle(null)
      })
      return {
        answer,
        renew(next) {
          if (!open) return
          // A button that is held was pressed for what was there before.
          if (readAgain.renewed(open.question, next)) {
            letGo()
            open.complaint = saysOtherwise
          }
          open.question = next
          draw(false)
        },
        withdraw(reason) {
          if (!open) return
          letGo()
          open.isOver = true
          open.complaint = reason
          draw(false)
        }
      }
    },
    watch(message) {
      if (message.feed === 'shell') theme = message.value.preferences.theme
      // Its process is started while the plan is read, so that it is there with the first key.
      if (message.feed === 'decision' && message.value.plan !== null) viewNow()
    }
  }
}
