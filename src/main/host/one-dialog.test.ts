import { describe, expect, it } from 'vitest'
import { createDialogTurn, dialogText } from './one-dialog.ts'

describe('dialogs of the system', () => {
  it('are open one at a time; what is asked meanwhile is refused', async () => {
    const inTurn = createDialogTurn(() => false)
    let close = (): void => undefined
    const first = inTurn(() => new Promise<string>((resolve) => (close = () => resolve('answered'))))
    const storm = await Promise.allSettled(Array.from({ length: 106 }, () => inTurn(async () => 'shown')))
    expect(storm.filter(({ status }) => status === 'fulfilled')).toEqual([])
    close()
    expect(await first).toBe('answered')
    await expect(inTurn(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await inTurn(async () => 'shown')).toBe('shown')
  })

  it('are not shown above an open approval', async () => {
    let isApproving = true
    const inTurn = createDialogTurn(() => isApproving)
    await expect(inTurn(async () => 'shown')).rejects.toThrow('An approval is open')
    isApproving = false
    expect(await inTurn(async () => 'shown')).toBe('shown')
  })

  it('have room for their buttons, whatever they say', () => {
    const long = dialogText({ title: 'x'.repeat(600_000), detail: `${'y'.repeat(600_000)}\n`.repeat(200) })
    expect(long.title.length).toBeLessThan(300)
    expect(long.detail.split('\n').length).toBeLessThanOrEqual(25)
    expect(long.detail.length).toBeLessThan(12_000)
    expect(long.detail).toContain('more lines')
    expect(dialogText({ title: 'a\u202eb', detail: 'one\ntwo' })).toEqual({ title: 'a\\u{202e}b', detail: 'one\ntwo' })
  })
})
