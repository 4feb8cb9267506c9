import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { expect, test } from '../app.ts'
import { answerDialogs } from '../native-dialogs.ts'
import { openIncident } from '../open-incident.ts'
import { readFeed } from '../pages/feeds.ts'
import { readJournalOf } from '../journal.ts'
import { readReferee } from '../referee.ts'

// Script has taken the page over and asks main for everything that it has a name for. Nobody agrees to anything.

test.setTimeout(120_000)

interface Answer {
  readonly ok: boolean
  readonly value?: unknown
  readonly failure?: { readonly code: string; readonly message: string }
}

function ask(window: Page, name: string, input: unknown): Promise<Answer> {
  return window.evaluate(([asked, given]) => globalThis.window.backout?.request(asked as never, given as never), [
    name,
    input
  ] as const) as Promise<Answer>
}

function kubeconfig(server: string, user: object): string {
  return JSON.stringify({
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'here'
  })
}

test('nothing is sent to a host of its choice, no file is read, and no port is found out', async ({
  launch,
  scratch
}) => {
  let connections = 0
  const listener = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const open = (listener.address() as AddressInfo).port
  const secret = join(scratch, 'token')
  await writeFile(secret, 'the-secret-of-another-program')
  try {
    const app = await launch()
    const dialogs = await answerDialogs(app)
    const { window } = app
    const tested: Answer[] = []
    for (const [port, user] of [
      [open, { token: 'what-is-to-be-sent' }],
      [1, { token: 'what-is-to-be-sent' }],
      [open, { tokenFile: secret }],
      [open, { tokenFile: `${secret}-that-is-not-there` }]
    ] as const) {
      const text = kubeconfig(`https://127.0.0.1:${port}`, user)
      const { value } = await ask(window, 'connection.importText', { text })
      const { id } = value as { readonly id: string }
      tested.push(await ask(window, 'connection.test', { connectionId: id, context: 'here' }))
      expect(JSON.stringify(await readFeed(window, 'shell'))).not.toContain('the-secret-of-another-program')
    }
    expect(connections).toBe(0)
    expect(tested.map(({ failure }) => failure?.code)).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled'])
    expect(new Set(tested.map(({ failure }) => failure?.message)).size).toBe(1)
    expect((await dialogs.said()).every((text) => text.startsWith('Contact this server'))).toBe(true)
  } finally {
    listener.close()
  }
})

test('production stays production, its credentials stay, and no id makes main stumble', async ({ launch, drill }) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 92 })
  const app = await openIncident(launch, world)
  const dialogs = await answerDialogs(app)
  const { window, console: screen } = app
  const before = (await readFeed(window, 'shell')).environment
  if (before === null) throw new Error('no environment is open')
  const { connectionId, context, name } = before
  await window.keyboard.press('Shift')
  const text = kubeconfig('https://127.0.0.1:1', { token: 'another' })
  const target = { namespace: 'evil', service: 'always-green', port: '9090', scheme: 'http' }
  const profile = '/subscriptions/evil/resourceGroups/rg/providers/Microsoft.Network/trafficManagerProfiles/other'
  const azure = { accountId: 'somebody-else', profile }
  const contacts = 'contacts:\n  - role: On-call engineer\n    when: always\n    contact: "+1 555 0666"\n'
  for (const [asked, input, code] of [
    ['environment.open', { connectionId, context, name, kind: 'staging' }, 'cancelled'],
    ['environment.open', { connectionId, context, name, kind: 'drill' }, 'badInput'],
    ['connection.importText', { text, replaces: connectionId }, 'cancelled'],
    ['connection.forget', { connectionId }, 'cancelled'],
    ['environment.open', { connectionId, context, name: 'staging', kind: 'production' }, 'cancelled'],
    ['environment.setPrometheus', { target }, 'cancelled'],
    ['environment.setAzure', { target: azure }, 'cancelled'],
    ['contacts.save', { text: contacts }, 'cancelled']
  ] as const) {
    expect(await ask(window, asked, input), asked).toMatchObject({ ok: false, failure: { code } })
  }
  expect((await dialogs.said()).length).toBe(7)

  for (const id of ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'no such task']) {
    expect(await ask(window, 'task.note', { taskId: id, text: 'x' }), id).toMatchObject({ ok: false })
    expect(await ask(window, 'task.tick', { taskId: id, state: 'done' }), id).toMatchObject({ ok: false })
    expect(
      await ask(window, 'standing.mark', { ref: { namespace: id, name: id }, subject: id, mark: 'good' })
    ).toMatchObject({ ok: false })
  }
  await expect(screen.band).toContainText('PRODUCTION')
  expect((await readFeed(window, 'shell')).environment).toMatchObject({ connectionId, kind: 'production' })

  // One click, one copy: the second would replace it.
  await window.keyboard.press('Shift')
  expect(await ask(window, 'clipboard.copy', { what: { kind: 'report' } })).toMatchObject({ ok: true })
  expect(await ask(window, 'clipboard.copy', { what: { kind: 'allCommands' } })).toMatchObject({
    failure: { code: 'refused' }
  })

  // A storm of what costs something is cut short, and main still answers.
  const storm = await window.evaluate(
    (ref) =>
      Promise.all(Array.from({ length: 90 }, async () => globalThis.window.backout?.request('service.open', { ref }))),
    (await readFeed(window, 'service'))?.ref ?? { namespace: 'x', name: 'x' }
  )
  expect((storm as Answer[]).filter(({ ok }) => ok).length).toBeLessThanOrEqual(20)
  expect((await readReferee(world.control)).effects).toEqual([])
  const { lines } = await readJournalOf(app.profile)
  expect(lines.filter(({ kind }) => kind === 'confirm' || kind === 'intent')).toEqual([])
})
