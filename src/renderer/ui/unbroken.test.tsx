import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { Unbroken } from './unbroken.tsx'

it('keeps a number with its unit, and changes no letter', () => {
  const text = 'Errors 7.8 %, limit 5 %, for 1 min 42 s; 212 req/s at 8080 in shop.'
  const html = renderToStaticMarkup(<Unbroken text={text} />)
  expect(html.match(/<span class="unbroken">[^<]*/g)?.map((each) => each.split('>')[1])).toEqual([
    '7.8 %',
    '5 %',
    '1 min',
    '42 s',
    '212 req/s'
  ])
  expect(html.replaceAll(/<[^>]*>/g, '')).toBe(text)
})
