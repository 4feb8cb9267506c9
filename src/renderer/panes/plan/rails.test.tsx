import { afterEach, expect, it } from 'vitest'
import type { Observed, ServiceView } from '../../../contract/index.ts'
import { plan } from '../../fixtures/decision.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { failing, offline } from '../../fixtures/service.ts'
import { shell } from '../../fixtures/shell.ts'
import { Rails } from './rails.tsx'

let mounted: Mounted

afterEach(() => mounted.unmount())

function rails(service: ServiceView): readonly (string | null)[] {
  setFeeds({ shell })
  mounted = mount(<Rails plan={plan} service={service} />)
  return [...mounted.find('rails').querySelectorAll('li')].map((part) => part.textContent)
}

function neverRead<T>(observed: Observed<T>): Observed<T> {
  if (observed.state !== 'unreachable') expect.fail('the example is unreachable')
  const { last: _, ...rest } = observed
  return rest
}

it('shows what is there now and what is planned', () => {
  expect(rails(failing)).toEqual([
    'revision 41 · v2.4.0 · 4 of 4 ready',
    'revision 42 · v2.4.1 · 2 of 4 ready, CrashLoopBackOff',
    'revision 41 · v2.4.0 · 8 pods'
  ])
})

it('plans the pods of the last reading while nothing answers, and counts none as ready', () => {
  expect(rails(offline)).toEqual(['revision 42 · v2.4.1 · pods not read now', 'revision 41 · v2.4.0 · 8 pods'])
})

it('leaves the count out when nobody knows it', () => {
  const { deployment, pods, revisions } = offline
  const blind = {
    ...offline,
    deployment: neverRead(deployment),
    pods: neverRead(pods),
    revisions: neverRead(revisions)
  }
  expect(rails(blind)).toEqual(['revision 42 · pods not read now', 'revision 41'])
})
