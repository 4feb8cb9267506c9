import { expect, it } from 'vitest'
import { imageTag } from './image-tag.ts'

it.each([
  ['registry.example:5000/shop/checkout:v2.4.1', 'v2.4.1'],
  ['checkout@sha256:0123456789abcdef0123', '0123456789ab'],
  ['checkout:v1@sha256:0123456789abcdef0123', 'v1'],
  ['registry.example:5000/checkout', 'registry.example:5000/checkout']
])('tells the release of %s as %s', (image, tag) => expect(imageTag(image)).toBe(tag))
