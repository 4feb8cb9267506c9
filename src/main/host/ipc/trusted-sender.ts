import type { WebContents, WebFrameMain } from 'electron'

/** What a message says about where it comes from. */
export interface SenderFacts {
  readonly sender: WebContents
  readonly senderFrame: WebFrameMain | null
}

/**
 * Whether a message comes from the main frame of one of our windows while it shows our page. To be called first thing
 * in a handler: the frame may navigate away or be gone a moment later.
 */
export function isTrustedSender(
  { sender, senderFrame }: SenderFacts,
  ours: { has(contents: WebContents): boolean },
  isStart: (url: string) => boolean
): boolean {
  if (senderFrame === null || !ours.has(sender) || sender.isDestroyed()) return false
  try {
    return senderFrame.parent === null && senderFrame === sender.mainFrame && isStart(senderFrame.url)
  } catch {
    // A frame that has been disposed of meanwhile throws at every touch.
    return false
  }
}
