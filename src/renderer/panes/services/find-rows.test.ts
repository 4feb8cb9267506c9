import { expect, it } from 'vitest'
import type { Measure, ServiceRow } from '../../../contract/index.ts'
import { allServices, rows } from '../../fixtures/services.ts'
import { findRows, inTrouble, troubleText } from './find-rows.ts'

it('finds by parts of the name', () => {
  expect(findRows(rows, ' CHECK out ').map((row) => row.ref.name)).toEqual(['checkout'])
  expect(findRows(rows, '')).toHaveLength(rows.length)
  expect(findRows(rows, 'shop')).toEqual([])
})

it('finds by parts of the namespace where there are several', () => {
  const all = allServices.rows.state === 'value' ? allServices.rows.value : []
  expect(findRows(all, 'search check', true).map(({ ref }) => ref)).toEqual([{ namespace: 'search', name: 'checkout' }])
  expect(findRows(all, 'checkout', true)).toHaveLength(2)
})

it('counts neither a recent change nor a missing number as trouble', () => {
  expect(inTrouble(rows)).toBe(3)
})

it('says nothing of trouble that it has not read', () => {
  const unknown = (why: 'loading' | 'notAnswering' | 'noTraffic'): Measure => ({ state: 'unknown', why, detail: '' })
  const told = (errorRatio: Measure, trouble: ServiceRow['trouble'] = 'unknown') =>
    rows.slice(0, 2).map((row): ServiceRow => ({ ...row, errorRatio, trouble }))
  const known: Measure = { state: 'known', value: 0, observedAt: '' }
  const [one, two] = [told(known, 'calm'), told(unknown('noTraffic'))]
  expect(troubleText(told(unknown('loading')))).toBe('2 services, errors not read yet')
  expect(troubleText(told(unknown('loading'), 'stuck'))).toBe('2 services, 2 in trouble so far, errors not read yet')
  expect(troubleText(told(unknown('notAnswering')))).toBe('2 services, 0 in trouble so far, 2 unknown')
  expect(troubleText([...one.slice(0, 1), ...two.slice(0, 1)])).toBe('2 services, 0 in trouble so far, 1 unknown')
  expect(troubleText(one)).toBe('2 services, 0 in trouble')
  expect(troubleText([])).toBe('0 services, 0 in trouble')
  expect(troubleText(one, 3)).toBe('2 services in 3 namespaces, 0 in trouble')
})
