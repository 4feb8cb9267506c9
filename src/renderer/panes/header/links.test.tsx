import { afterEach, expect, it } from 'vitest'
import { failureOf, type LinkView } from '../../../contract/index.ts'
import { mount, type Mounted } from '../../fixtures/mount.ts'
import { Links } from './links.tsx'

let mounted: Mounted
afterEach(() => mounted.unmount())

const lost = (code: 'missing' | 'timeout'): LinkView => ({
  id: 'prometheus',
  state: 'failing',
  failure: failureOf(code, 'why')
})

it('tells a Prometheus that is not found from one that never answered', () => {
  mounted = mount(<Links links={[lost('missing')]} />)
  expect(mounted.find('link-prometheus').textContent).toBe('✕ Prometheus not found ')
  mounted.again(<Links links={[lost('timeout')]} />)
  expect(mounted.find('link-prometheus').textContent).toBe('✕ Prometheus never answered ')
})
