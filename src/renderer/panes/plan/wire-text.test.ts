import { expect, it } from 'vitest'
import { wireText } from './wire-text.ts'

it('lays a request out with its JSON body', () => {
  const request = {
    method: 'PATCH',
    path: '/apis/x',
    query: { dryRun: 'All' },
    contentType: 'application/json-patch+json',
    body: '[1]'
  } as const
  expect(wireText(request)).toBe('PATCH /apis/x?dryRun=All\nContent-Type: application/json-patch+json\n\n[\n  1\n]')
})

it('shows a body that is no JSON as it is, with its controls visible', () => {
  expect(wireText({ method: 'POST', path: '/', query: {}, body: 'a\u001b[2J' })).toBe('POST /\n\na␛[2J')
})
