import fc from 'fast-check'
import { expect, it } from 'vitest'
import { withControlsShown } from './controls-shown.ts'

it('shows escapes, controls and direction marks instead of obeying them', () => {
  expect(withControlsShown('a\u001b[31mb\u0007\u009b2J\u007f')).toBe('a␛[31mb␇\\x9b2J␡')
  expect(withControlsShown('pay\u202egnp')).toBe('pay\\u202egnp')
})

it('keeps lines only when asked to', () => {
  expect(withControlsShown('a\n\tb', true)).toBe('a\n\tb')
  expect(withControlsShown('a\nb')).toBe('a␊b')
})

it('leaves no control character in any text', () => {
  const isControl = (code: number) =>
    code < 0x20 || (code >= 0x7f && code <= 0x9f) || (code >= 0x202a && code <= 0x202e)
  const text = fc.string({ unit: 'binary' })
  fc.assert(
    fc.property(
      text,
      (value) => !Array.from(withControlsShown(value)).some((char) => isControl(char.codePointAt(0) ?? 0))
    )
  )
})
