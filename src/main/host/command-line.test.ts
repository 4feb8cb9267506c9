import { describe, expect, it } from 'vitest'
import { readCommandLine } from './command-line.ts'

const read = (argv: readonly string[], drill = false) => readCommandLine(argv, { drill, cwd: '/home/me' })

describe('readCommandLine', () => {
  it('opens the drill or the last environment', () => {
    expect(read(['/home/me/backout'])).toEqual({ ok: true, launch: { kind: 'last' } })
    expect(read(['/home/me/backout'], true)).toEqual({ ok: true, launch: { kind: 'drill' } })
    expect(read(['.', '--drill'])).toEqual({ ok: true, launch: { kind: 'drill' } })
    expect(read(['.', '--no-drill'], true)).toEqual({ ok: true, launch: { kind: 'last' } })
  })

  it('opens what a kubeconfig names, its path made absolute', () => {
    expect(
      read(['.', '--kubeconfig', 'config', '--context', 'prod', '--namespace=shop', '--deployment', 'checkout'], true)
    ).toEqual({
      ok: true,
      launch: {
        kind: 'kubeconfig',
        file: '/home/me/config',
        context: 'prod',
        namespace: 'shop',
        workload: { name: 'checkout' }
      }
    })
    expect(read(['--kubeconfig=/etc/config', '--context=prod'])).toEqual({
      ok: true,
      launch: { kind: 'kubeconfig', file: '/etc/config', context: 'prod' }
    })
  })

  it.each([
    ['deploy/cart', { name: 'cart' }],
    ['statefulset/cart', { name: 'cart', kind: 'StatefulSet' }],
    ['ds/agent', { name: 'agent', kind: 'DaemonSet' }],
    ['Rollout/cart', { name: 'cart', kind: 'Rollout' }]
  ])('opens %s as what it is', (written, workload) => {
    expect(read(['--kubeconfig=/etc/config', '--context=prod', `--workload=${written}`])).toMatchObject({
      launch: { workload }
    })
  })

  it('takes a scenario and a seed for the drill, which they ask for by themselves', () => {
    expect(read(['.', '--drill', '--scenario', 'healthy', '--seed', '7'])).toEqual({
      ok: true,
      launch: { kind: 'drill' },
      drill: { scenario: 'healthy', seed: 7 }
    })
    expect(read(['--seed=0'])).toEqual({ ok: true, launch: { kind: 'drill' }, drill: { seed: 0 } })
    expect(read(['.'], true)).toEqual({ ok: true, launch: { kind: 'drill' } })
  })

  it.each([['--help'], ['-h'], ['--kubeconfig', '--help']])('says how it is written for %s', (...argv) => {
    expect(read(['.', ...argv])).toEqual({ ok: true, help: expect.stringContaining('--drill [--scenario ID]') })
  })

  it('passes over what Electron and Chromium are given', () => {
    expect(read(['--no-sandbox', '.', '--user-data-dir=/x', '--inspect=0', '--ozone-platform=x11'])).toMatchObject({
      ok: true
    })
  })

  it.each([
    [['--kubeconfig', 'f'], '--context'],
    [['--context', 'prod'], '--kubeconfig'],
    [['--kubeconfig', 'f', '--context', 'c', '--drill'], 'exclude'],
    [['--drill', '--no-drill'], 'exclude'],
    [['--scenario', 'nope'], 'there are: bad-deploy, '],
    [['--drill', '--seed', 'x'], 'whole number'],
    [['--drill', '--scenario'], 'needs a value'],
    [['--no-drill', '--scenario', 'healthy'], 'excludes'],
    [['--kubeconfig', 'f', '--context', 'c', '--seed', '1'], 'exclude'],
    [['--kubeconfig'], 'needs a value'],
    [['--workload', 'sts/cart'], '--kubeconfig'],
    [['--kubeconfig', 'f', '--context', 'c', '--workload', 'cart'], 'KIND/NAME'],
    [['--kubeconfig', 'f', '--context', 'c', '--workload', 'pod/cart'], 'KIND/NAME'],
    [['--kubeconfig', 'f', '--context', 'c', '--workload', 'sts/cart', '--deployment', 'cart'], 'exclude'],
    [['--kubeconfig', '--context', 'c'], 'needs a value'],
    [['--kubeconfig=', '--context=c'], 'needs a value']
  ])('refuses %j', (argv, reason) => {
    expect(read(argv)).toEqual({ ok: false, message: expect.stringContaining(reason) })
  })
})
