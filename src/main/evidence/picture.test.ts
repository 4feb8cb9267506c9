import { expect, it } from 'vitest'
import { chartsPicture } from './picture.ts'

const picture = chartsPicture({
  title: 'shop/<script>alert(1)</script> & "co"',
  times: [1_000, 1_030, 1_060, 1_090],
  charts: [
    { title: 'Errors', unit: 'ratio', limit: 0.05, lines: [{ label: '', values: [0.01, null, 0.09, 0.08] }] },
    { title: 'Requests', unit: 'rps', limit: null, lines: [{ label: '', values: [null, null, null, null] }] }
  ],
  marks: [
    { at: new Date(1_045_000).toISOString(), text: 'first crossed a limit' },
    { at: new Date(9_000_000).toISOString(), text: 'later' }
  ]
})

it('draws gaps as gaps, says value and limit, and marks what lies in its time', () => {
  const line = /<path d="([^"]+)"/.exec(picture)?.[1] ?? ''
  expect(line.match(/[ML]/g)).toEqual(['M', 'M', 'L'])
  expect(picture).toContain('8 %, limit 5 %')
  expect(picture).toContain('no samples')
  expect(picture).toContain('first crossed a limit 00:17:25Z')
  expect(picture).not.toContain('later')
})

it('has nothing of a cluster’s text as markup', () => {
  expect(picture).not.toContain('<script')
  expect(picture).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;co&quot;')
})
