import { expect, it } from 'vitest'
import { keyAction } from './key-action.ts'

const press = (key: string, ctrl = false) => ({ key, ctrl, alt: false })

it('opens the palette from everywhere', () => {
  for (const place of ['text', 'control', 'checklist', 'page'] as const) {
    expect(keyAction(press('k', true), place)).toEqual({ kind: 'palette' })
  }
})

it('leaves typing alone', () => {
  for (const key of ['j', 'c', '1', '/', '?', ' ', 'Enter', 'x']) expect(keyAction(press(key), 'text')).toBeNull()
})

it('leaves space and enter to the button that has the focus', () => {
  expect(keyAction(press(' '), 'control')).toBeNull()
  expect(keyAction(press('Enter'), 'control')).toBeNull()
  expect(keyAction(press(' '), 'page')).toEqual({ kind: 'tick' })
})

it('moves in the checklist with arrows only when the focus is there', () => {
  expect(keyAction(press('ArrowDown'), 'checklist')).toEqual({ kind: 'moveTask', by: 1 })
  expect(keyAction(press('ArrowDown'), 'page')).toBeNull()
  expect(keyAction(press('k'), 'page')).toEqual({ kind: 'moveTask', by: -1 })
})

it('backs out of a field too', () => {
  expect(keyAction(press('Escape'), 'text')).toEqual({ kind: 'back' })
})
