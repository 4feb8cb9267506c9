import { act } from 'react'
import { expect, it } from 'vitest'
import { emptyRecord } from '../../fixtures/record.ts'
import { mount, setFeeds } from '../../fixtures/mount.ts'
import { applyMessage, feedStore } from '../../stores/feeds.ts'
import { TimelinePane } from './timeline-pane.tsx'

const entry = (seq: number, at: string) => ({ seq, at, kind: 'note', text: `note ${seq}` })

it('adds what comes at its time, the newest last as in the commands and the report, and leaves the other lines alone', async () => {
  const timeline = Array.from({ length: 50 }, (_, index) => entry(index, `2026-03-01T00:${10 + index}:00Z`))
  setFeeds({ record: { ...emptyRecord, timeline } })
  const { find, page, unmount } = mount(<TimelinePane />)
  const before = [...find('timeline').children]
  const changes: MutationRecord[] = []
  const observer = new MutationObserver((seen) => changes.push(...seen))
  observer.observe(page, { subtree: true, childList: true, characterData: true, attributes: true })
  const come = (revision: number, added: ReturnType<typeof entry>) =>
    act(async () =>
      feedStore.setState((replica) =>
        applyMessage(replica, { feed: 'record', revision, change: { commands: [], timeline: [added] } })
      )
    )
  await come(2, entry(60, '2026-03-01T01:00:00Z'))
  await come(3, entry(61, '2026-03-01T00:00:00Z'))
  observer.disconnect()
  expect(changes.map(({ addedNodes, removedNodes }) => [addedNodes.length, removedNodes.length])).toEqual([
    [1, 0],
    [1, 0]
  ])
  const after = [...find('timeline').children]
  expect(after.slice(1, -1)).toEqual(before)
  expect([after[0]?.textContent, after.at(-1)?.textContent]).toEqual([
    expect.stringContaining('note 61'),
    expect.stringContaining('note 60')
  ])
  unmount()
})

it('shows the newest as it comes, unless somebody has gone back to read', async () => {
  const timeline = [entry(1, '2026-03-01T00:10:00Z')]
  setFeeds({ record: { ...emptyRecord, timeline } })
  const { find, unmount } = mount(<TimelinePane />)
  const list = find('timeline')
  // Nothing is laid out here.
  Object.defineProperties(list, { scrollHeight: { value: 900 }, clientHeight: { value: 200 } })
  const scroll = (top: number) =>
    act(() => {
      list.scrollTop = top
      list.dispatchEvent(new Event('scroll', { bubbles: true }))
    })
  let revision = 1
  const come = () =>
    act(async () =>
      feedStore.setState((replica) => {
        revision += 1
        const added = entry(revision, `2026-03-01T00:${10 + revision}:00Z`)
        return applyMessage(replica, { feed: 'record', revision, change: { commands: [], timeline: [added] } })
      })
    )
  await come()
  expect(list.scrollTop).toBe(900)
  scroll(100)
  await come()
  expect(list.scrollTop).toBe(100)
  scroll(690)
  await come()
  expect(list.scrollTop).toBe(900)
  unmount()
})
