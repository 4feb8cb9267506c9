import { afterEach, expect, it } from 'vitest'
import type { WatchView } from '../../../contract/index.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { shell } from '../../fixtures/shell.ts'
import { elsewhere, holding } from '../../fixtures/watches.ts'
import { WatchesElsewhere } from './watches-elsewhere.tsx'

let mounted: Mounted
afterEach(() => mounted.unmount())

function rows(watches: readonly WatchView[]): readonly string[] {
  setFeeds({ shell, watches })
  mounted = mount(<WatchesElsewhere />)
  return [...mounted.page.querySelectorAll('[data-testid="watch-elsewhere"]')].map((row) => row.textContent ?? '')
}

const named = (name: string): WatchView => ({ ...holding, ref: { namespace: 'shop', name } })

it('are a row each while they are few, and one where many of one run hold; an alarm has its own', () => {
  expect(rows(['cart', 'tax', 'stock'].map(named))).toHaveLength(3)
  mounted.unmount()
  const many = rows([...['cart', 'tax', 'stock', 'search'].map(named), elsewhere])
  expect(many).toEqual([
    expect.stringMatching(/^cart: Alarm/),
    expect.stringMatching(/^4 services: holding\. cart, tax, stock, search/)
  ])
})
