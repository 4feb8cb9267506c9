import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ConnectionView } from '../../contract/index.ts'
import { connectionsStage } from './testing/connections-stage.ts'

const stage = connectionsStage()

describe('a connection that is open', () => {
  it.each([
    ['a file', 'connection.importFile'],
    ['$KUBECONFIG', 'connection.importDefault'],
    ['pasted text', 'connection.importText']
  ] as const)('is replaced by %s, and opened again with it', async (_what, request) => {
    const { id } = await stage.openedWith('first-token')
    stage.chosenFile = join(stage.folder, 'chosen.yaml')
    for (const file of [stage.chosenFile, join(stage.folder, 'default')])
      await writeFile(file, stage.config('second-token'))
    const text = request === 'connection.importText' ? { text: stage.config('second-token') } : {}
    expect(await stage.ask(request, { replaces: id, ...text } as never)).toMatchObject({ id })
    expect(stage.tokensSent().at(-1)).toBe('second-token')
    expect(await readFile(join(stage.folder, 'default'), 'utf8')).toBe(stage.config('second-token'))
    expect(stage.shell().connections).toHaveLength(1)
    expect(stage.shell().environment).toMatchObject({ connectionId: id, name: 'shop-prod', kind: 'staging' })
    expect(stage.feeds.value('record').timeline.map(({ text: said }) => said)).not.toContain('second-token')
  })

  it('is closed when its context is gone', async () => {
    const { id } = await stage.openedWith('first-token')
    const other = stage.config('second-token').replaceAll('"test"', '"other"')
    await stage.ask('connection.importText', { replaces: id, text: other })
    expect(stage.shell().environment).toBeNull()
    expect(stage.shell().connections).toMatchObject([{ id, contexts: [{ name: 'other' }] }])
  })

  it('stays as it was when the new one cannot be read', async () => {
    const { id } = await stage.openedWith('first-token')
    stage.chosenFile = join(stage.folder, 'gone.yaml')
    const result = await stage.backout.request('connection.importFile', { replaces: id })
    expect(result).toMatchObject({ ok: false, failure: { code: 'notFound' } })
    expect(stage.shell().environment).toMatchObject({ connectionId: id })
    await stage.ask('connection.test', { connectionId: id, context: 'test' })
    expect(stage.tokensSent()).toContain('first-token')
  })

  it('says why it does not open with the new credentials, and keeps them', async () => {
    const { id } = await stage.openedWith('first-token')
    const text = stage.config('second-token', { server: 'https://127.0.0.1:1' })
    await stage.ask('connection.importText', { replaces: id, text })
    expect(stage.shell()).toMatchObject({ environment: null, failure: { code: 'unreachable' } })
    expect(stage.shell().connections).toMatchObject([{ id, contexts: [{ server: 'https://127.0.0.1:1' }] }])
  })
})

it('does not list $KUBECONFIG twice', async () => {
  await writeFile(join(stage.folder, 'default'), stage.config('first-token'))
  await stage.ask('connection.importDefault', {})
  await stage.ask('connection.importDefault', {})
  expect(stage.shell().connections).toHaveLength(1)
})

it('tells pasted kubeconfigs apart by what they lead to', async () => {
  for (const name of ['prod', 'lab'])
    await stage.ask('connection.importText', { text: stage.config('t').replaceAll('"test"', `"${name}"`) })
  const labels = () => stage.shell().connections.map(({ label }) => label)
  expect(labels()).toEqual(['pasted, prod', 'pasted, lab'])
  await stage.ask('connection.importText', { text: stage.config('u').replaceAll('"test"', '"lab"') })
  expect(labels().toSorted()).toEqual(['pasted, lab', 'pasted, lab (2)', 'pasted, prod'])
  const second = stage.shell().connections.find(({ label }) => label === 'pasted, lab (2)')
  await stage.ask('connection.forget', { connectionId: second?.id ?? '' })
  const [first] = stage.shell().connections
  const text = stage.config('t').replaceAll('"test"', '"stage"')
  await stage.ask('connection.importText', { text, ...(first ? { replaces: first.id } : {}) })
  expect(labels().toSorted()).toEqual(['pasted, lab', 'pasted, stage'])
})

it('remembers what the operator called a context', async () => {
  const { id } = await stage.openedWith('first-token')
  await stage.ask('environment.close', {})
  expect(stage.shell().connections.find((each) => each.id === id)?.contexts[0]?.known).toMatchObject({
    name: 'shop-prod',
    kind: 'staging'
  })
})

it('says of a file that only its first document was read', async () => {
  stage.chosenFile = join(stage.folder, 'chosen.yaml')
  await writeFile(stage.chosenFile, `${stage.config('a')}\n---\n{}\n`)
  const { notices } = (await stage.ask('connection.importFile', {})) as ConnectionView
  expect(notices).toEqual([expect.stringContaining(`${stage.chosenFile} holds several YAML documents`)])
  expect(stage.shell().connections[0]?.notices).toEqual(notices)
})

describe('the kind of an environment', () => {
  it('that nobody said counts as production, and is never taken for said', async () => {
    const { id } = await stage.pasted(stage.config('a-token'))
    const open = { connectionId: id, context: 'test', name: 'shop' }
    await stage.ask('environment.open', open)
    expect(stage.shell().environment).toMatchObject({ kind: 'production', kindUnset: true })
    const known = () => stage.shell().connections[0]?.contexts[0]?.known
    await expect.poll(known).toMatchObject({ kind: 'production', kindUnset: true })
    // A namespace that is chosen later says nothing of it.
    await stage.ask('environment.chooseNamespace', { namespace: 'shop' })
    expect(stage.shell().environment).toMatchObject({ namespace: 'shop', kindUnset: true })
    await stage.ask('environment.open', { ...open, kind: 'production' })
    expect(stage.shell().environment).not.toHaveProperty('kindUnset')
    expect(known()).not.toHaveProperty('kindUnset')
  })
})

it('records what was done to connections', async () => {
  const { id } = await stage.openedWith('first-token')
  await stage.ask('connection.importText', { replaces: id, text: stage.config('second-token') })
  await stage.ask('connection.forget', { connectionId: id })
  await stage.feeds.until('the record', 5_000, ({ record }) => {
    const said = record.timeline.map(({ text }) => text)
    const expected = [
      'Imported the kubeconfig pasted, test, 1 context',
      'Replaced the kubeconfig pasted, test, 1 context',
      'Forgot the kubeconfig pasted, test and its credentials'
    ]
    return expected.every((text) => said.includes(text)) || undefined
  })
})

it('copies the Role of any denial that it shows, and no other text', async () => {
  await stage.openedWith('a-token')
  await stage.ask('environment.chooseNamespace', { namespace: 'default' })
  const failure = await stage.feeds.until('the denial', 5_000, ({ services }) =>
    services?.rows.state === 'forbidden' ? services.rows.failure : undefined
  )
  const grant = failure.grant ?? expect.fail('no grant is offered')
  expect(grant).toContain('kind: Role')
  expect(await stage.ask('clipboard.copy', { what: { kind: 'grant', grant } })).toEqual({ text: grant.trimEnd() })
  await expect(stage.ask('clipboard.copy', { what: { kind: 'grant', grant: `${grant} ` } })).rejects.toThrow(
    'nothing to copy'
  )
})
