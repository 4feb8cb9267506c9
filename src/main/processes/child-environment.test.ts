import { describe, expect, it } from 'vitest'
import { childEnvironment } from './child-environment.ts'

describe('childEnvironment', () => {
  it('keeps what a child needs and drops what could redirect, weaken or instrument it', () => {
    const env = {
      PATH: '/bin',
      HOME: '/home/me',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/bus',
      NODE_OPTIONS: '--require /tmp/x.js',
      NODE_EXTRA_CA_CERTS: '/tmp/ca',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      ELECTRON_RUN_AS_NODE: '1',
      SSLKEYLOGFILE: '/tmp/keys',
      https_proxy: 'http://evil',
      NO_PROXY: '*',
      GONE: undefined
    }
    expect(childEnvironment(env, { ADDED: '1' })).toEqual({
      PATH: '/bin',
      HOME: '/home/me',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/bus',
      ADDED: '1'
    })
  })
})
