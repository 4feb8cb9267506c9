import { afterEach, expect, it } from 'vitest'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { states } from '../../fixtures/states.ts'
import { ServicesScreen } from '../services/services-screen.tsx'
import { ServiceHeader } from './service-header.tsx'

let mounted: Mounted

afterEach(() => mounted.unmount())

it('has a space between words that are only drawn apart, for whoever hears them', () => {
  const { services, console: open } = states
  if (services === undefined || open?.service == null) return expect.fail('a state is missing')
  setFeeds(services)
  mounted = mount(<ServicesScreen shell={services.shell} />)
  expect(mounted.page.querySelector('header')?.textContent).toContain('What is wrong 8 services, 3 in trouble')
  mounted.unmount()
  setFeeds(open)
  mounted = mount(<ServiceHeader shell={open.shell} service={open.service} />)
  const said = mounted.page.querySelector('header')?.textContent ?? ''
  expect(said).toContain('checkout v2.4.1, revision 42')
  expect(said).toMatch(/\d\d:\d\d since the first crossing/)
})
