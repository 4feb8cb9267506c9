// @vitest-environment happy-dom
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ShownApproval } from './approval-channels.ts'
import { drawApproval } from './approval-page.ts'

const page = readFileSync(join(import.meta.dirname, '../renderer/approval.html'), 'utf8')
const body = /<body[^>]*>(.*)<\/body>/s.exec(page)?.[1] ?? ''

const shown = (change: Partial<ShownApproval>, asked: ShownApproval['question']['asked']): ShownApproval => ({
  question: {
    environment: { name: 'prod', kind: 'production' },
    server: 'https://prod',
    context: 'prod',
    title: 'Roll back cart to revision 2',
    why: '',
    harm: '',
    undo: 'bring revision 3 back',
    targets: [],
    commands: [],
    commandCount: 1,
    forGood: [],
    warnings: [],
    digest: 'd',
    asked
  },
  theme: 'dark',
  isNew: false,
  complaint: null,
  isOver: false,
  isEarly: false,
  isLost: false,
  ...change
})
const typed = { kind: 'typed', text: 'cart@prod', cancelMs: 3_000 } as const
const text = (id: string): string => document.getElementById(id)?.textContent ?? ''

describe('enter', () => {
  it('behind a wrong text says that it is wrong, until it is changed', () => {
    document.body.innerHTML = body
    const draw = drawApproval(document, () => undefined)
    draw(shown({ isNew: true }, typed))
    const field = document.getElementById('text') as HTMLInputElement
    const enter = (value: string): string => {
      field.value = value
      field.dispatchEvent(new Event('input'))
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
      return text('complaint')
    }
    expect(enter('cart-primary@prod')).toBe('That is not cart@prod')
    expect(enter('')).toBe('')
    expect(enter('cart@prod')).toBe('')
  })
})

describe('keys of the first second', () => {
  let draw: ReturnType<typeof drawApproval>
  beforeEach(() => {
    document.body.innerHTML = body
    draw = drawApproval(document, () => undefined)
  })
  const field = (): HTMLInputElement => document.getElementById('text') as HTMLInputElement
  const type = (value: string): void => {
    field().value = value
    field().dispatchEvent(new Event('input'))
  }

  it('are said not to be taken, until they are', () => {
    draw(shown({ isNew: true, isEarly: true }, typed))
    expect(text('hint')).toBe('Read it first: keys of the first second are not taken.')
    expect(field().hasAttribute('data-early')).toBe(true)
    draw(shown({}, typed))
    expect(text('hint')).toBe('Type cart@prod to approve')
    expect(field().hasAttribute('data-early')).toBe(false)
    expect(text('complaint')).toBe('')
  })

  it('that were pressed are told of until what stands in the field can become the text', () => {
    draw(shown({ isNew: true, isEarly: true, isLost: true }, typed))
    expect(text('complaint')).toMatch(/^Keys of the first second are not taken: .* Type it from the start\.$/)
    draw(shown({ isLost: true }, typed))
    type('t@prod')
    expect(text('complaint')).toContain('Clear the field and type it from the start.')
    type('')
    expect(text('complaint')).toContain('Type it from the start.')
    type('ca')
    expect(text('complaint')).toBe('')
    draw(shown({ isLost: true, complaint: 'Does not match cart@prod' }, typed))
    expect(text('complaint')).toBe('Does not match cart@prod')
  })

  it('hold no button, which is said as well', () => {
    draw(shown({ isNew: true, isEarly: true, isLost: true }, { kind: 'hold', holdMs: 1_000 }))
    expect(text('complaint')).toBe('What is pressed in the first second is not taken: press it again, and hold it.')
  })
})
