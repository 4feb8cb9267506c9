import type { WebContents, WebFrameMain } from 'electron'
import { describe, expect, it } from 'vitest'
import { isTrustedSender } from './trusted-sender.ts'

const startUrl = 'app://backout/index.html'

/** The few members that the check reads; Electron's classes cannot be made outside Electron. */
function sending(url: string, isSubframe = false) {
  const mainFrame = { url: isSubframe ? startUrl : url, parent: null }
  const frame = isSubframe ? { url, parent: mainFrame } : mainFrame
  const sender = { mainFrame, isDestroyed: () => false }
  return { sender: sender as unknown as WebContents, senderFrame: frame as unknown as WebFrameMain }
}

function judge(facts: { sender: WebContents; senderFrame: WebFrameMain | null }, ours = new Set([facts.sender])) {
  return isTrustedSender(facts, ours, (url) => url === startUrl)
}

describe('isTrustedSender', () => {
  it('believes the main frame of our window on our page, and nobody else', () => {
    expect(judge(sending(startUrl))).toBe(true)
    expect(judge(sending(startUrl), new Set())).toBe(false)
    expect(judge(sending(startUrl, true))).toBe(false)
    for (const url of [
      'about:blank',
      'app://backout/other.html',
      'app://backout.evil/index.html',
      'https://backout/index.html'
    ]) {
      expect(judge(sending(url))).toBe(false)
    }
  })

  it('does not believe a frame that is gone or replaced', () => {
    const facts = sending(startUrl)
    expect(judge({ ...facts, senderFrame: null })).toBe(false)
    expect(judge({ ...facts, senderFrame: sending(startUrl).senderFrame })).toBe(false)
    const disposed = Object.defineProperty({}, 'parent', {
      get() {
        throw new Error('Render frame was disposed before WebFrameMain could be accessed')
      }
    })
    expect(judge({ ...facts, senderFrame: disposed as WebFrameMain })).toBe(false)
  })
})
