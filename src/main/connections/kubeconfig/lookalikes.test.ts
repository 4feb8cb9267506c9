import { describe, expect, it } from 'vitest'
import { lookalikes } from './lookalikes.ts'

describe('names that the eye takes for each other', () => {
  it.each([
    ['case', 'prod', 'Prod'],
    ['full width', 'prod', 'ｐｒｏｄ'],
    ['Cyrillic o', 'prod', 'prоd'],
    ['Cyrillic r', 'prod', 'рrod'],
    ['all Cyrillic', 'scope', 'ѕсоре'],
    ['Greek omicron', 'prod', 'prοd'],
    ['Armenian', 'onion', 'օnion'],
    ['Cherokee', 'hip', 'Ꮒip'],
    ['zero and o', 'prod', 'pr0d'],
    ['one and l', 'cluster-l', 'cluster-1'],
    ['capital I and l', 'prod-Il', 'prod-ll'],
    ['rn and m', 'marmot', 'marrnot'],
    ['vv and w', 'west', 'vvest'],
    ['mathematical letters', 'prod', '𝗽𝗿𝗼𝗱'],
    ['a dot below', 'prod', 'prọd'],
    ['another hyphen', 'prod-eu', 'prod‐eu'],
    ['a long dash', 'prod-eu', 'prod—eu'],
    ['dotless i', 'ship', 'shıp'],
    ['Latin alpha', 'prod-a', 'prod-ɑ'],
    ['letter-like symbols', 'rel', 'rℯl']
  ])('by %s are both named', (_how, one, other) => {
    expect([...lookalikes(['else', one, other]).keys()].toSorted()).toEqual([one, other].toSorted())
  })

  it('leaves alone what can be told apart, in any alphabet', () => {
    const names = [
      'prod-eu1',
      'prod-eu2',
      'stage',
      'Москва',
      'prod-Москва',
      '東京-prod',
      'Αθήνα',
      'café',
      'kind-dev',
      'テスト'
    ]
    expect([...lookalikes(names)]).toEqual([])
  })

  it('names a word of several alphabets also where nothing else looks like it', () => {
    expect(lookalikes(['рrod', 'other']).get('рrod')).toContain('several alphabets')
  })

  it('takes a thousand names that are all alike', () => {
    const names = Array.from({ length: 1_000 }, (_, index) => index.toString(2).padStart(10, '0').replaceAll('1', 'o'))
    expect(lookalikes(names).size).toBe(1_000)
  })
})
