import { expect, it } from 'vitest'
import { splitDetail } from './split-detail.ts'

it('makes the words about the rows the link', () => {
  expect(splitDetail('Over the limit for 42 s. Two rows agree, one disagrees; the most severe wins.')).toEqual({
    before: 'Over the limit for 42 s. ',
    link: 'Two rows agree, one disagrees',
    after: '; the most severe wins.'
  })
})

it('puts the link at the end when nothing is said of the rows', () => {
  expect(splitDetail('Measured: Errors 0.2 %.')).toEqual({
    before: 'Measured: Errors 0.2 %. ',
    link: 'Row by row',
    after: ''
  })
})
