import { describe, expect, test } from 'vitest'
import { formatQuantity, parseQuantity, toMillis } from './quantity.ts'

// Pairs of kubernetes/apimachinery pkg/api/resource/quantity_test.go and of the API's documentation.
describe('quantities', () => {
  test.each([
    ['0', '0'],
    ['0.0', '0'],
    ['0.5', '500m'],
    ['.5', '500m'],
    ['1.', '1'],
    ['+100m', '100m'],
    ['-0.25', '-250m'],
    ['1000m', '1'],
    ['1500m', '1500m'],
    ['1024Mi', '1Gi'],
    ['1024Ki', '1Mi'],
    ['0.5Gi', '512Mi'],
    ['0.5Mi', '512Ki'],
    ['512Ki', '512Ki'],
    ['1000Ki', '1000Ki'],
    ['0.001Ki', '1024m'],
    ['1Ki', '1Ki'],
    ['0.5Ki', '512'],
    ['2000000', '2M'],
    ['123456789', '123456789'],
    ['1e3', '1e3'],
    ['1E3', '1e3'],
    ['100e-1', '10'],
    ['12e0', '12'],
    ['1.1e6', '1100e3'],
    ['1u', '1u'],
    ['0.0000000001', '1n'],
    ['9Ei', '9223372036854775807']
  ])('%s is written %s', (text, canonical) => {
    expect(formatQuantity(parseQuantity(text))).toBe(canonical)
  })

  test('amounts of resources are rounded up to thousandths', () => {
    expect(formatQuantity(toMillis(parseQuantity('100u')))).toBe('1m')
    expect(formatQuantity(toMillis(parseQuantity('1.0001')))).toBe('1001m')
    expect(formatQuantity(toMillis(parseQuantity('-100u')))).toBe('-1m')
  })

  test.each(['', 'much', '1 Gi', '1GB', '1,5', '.'])('%o is none', (text) => {
    expect(() => parseQuantity(text)).toThrow('quantities must match the regular expression')
  })

  test.each(['--1', '1mm', '1ki', '1e'])('the suffix of %s is none', (text) => {
    expect(() => parseQuantity(text)).toThrow("unable to parse quantity's suffix")
  })
})
