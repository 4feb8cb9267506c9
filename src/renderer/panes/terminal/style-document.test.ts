import { expect, it } from 'vitest'
import { styleDocument, withPlaceholders } from './style-document.ts'

it('puts the text of a style element into a constructed sheet, and takes it away again', () => {
  const before = document.adoptedStyleSheets.length
  const style = styleDocument(document).createElement('style')
  style.textContent = 'b { color: red }'
  document.body.append(style)
  expect(document.querySelector('style')).toBeNull()
  expect(document.adoptedStyleSheets).toHaveLength(before + 1)
  style.remove()
  expect(document.adoptedStyleSheets).toHaveLength(before)
})

it('is a document in every other way', () => {
  const substitute = styleDocument(document)
  expect(Object.getPrototypeOf(substitute)).toBe(Object.getPrototypeOf(document))
  expect(substitute.createElement('div').tagName).toBe('DIV')
  expect(substitute.body).toBe(document.body)
})

it('gives the page its own createElement back, also after an error', () => {
  expect(() =>
    withPlaceholders(document, () => {
      expect(document.createElement('style').tagName).toBe('SPAN')
      throw new Error('open failed')
    })
  ).toThrow('open failed')
  expect(document.createElement('style').tagName).toBe('STYLE')
})
