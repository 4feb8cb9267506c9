import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { downloadElectron, sweepInterrupted } from './electron-download.mjs'

const archive = `electron-v45.0.0-${process.platform}-${process.arch}.zip`
/** Two files: `version`, and `electron`, which may be executed. */
const zip = Buffer.from(
  'UEsDBBQAAAAAAAAAIVzz17AOBgAAAAYAAAAHAAAAdmVyc2lvbjQ1LjAuMFBLAwQUAAAAAAAAACFcHZ37BAoAAAAKAAAACAAAAGVsZWN0cm9uIyEv' +
    'YmluL3NoClBLAQIUAxQAAAAAAAAAIVzz17AOBgAAAAYAAAAHAAAAAAAAAAAAAACkgQAAAAB2ZXJzaW9uUEsBAhQDFAAAAAAAAAAhXB2d+wQKAAAA' +
    'CgAAAAgAAAAAAAAAAAAAAO2BKwAAAGVsZWN0cm9uUEsFBgAAAAACAAIAawAAAFsAAAAAAA==',
  'base64'
)
const checksums = { [archive]: createHash('sha256').update(zip).digest('hex') }

let home = ''
let folder = ''
/** @type {import('node:http').Server} */
let server
/** @type {import('node:http').RequestListener} */
let answer

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'backout-electron-'))
  folder = join(home, 'electron')
  server = createServer((request, response) => {
    answer(request, response)
  })
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(undefined)
    })
  })
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  vi.stubEnv('ELECTRON_MIRROR', `http://127.0.0.1:${port}/releases`)
  for (const name of ['HTTP_PROXY', 'http_proxy']) vi.stubEnv(name, '')
})

afterEach(async () => {
  vi.unstubAllEnvs()
  server.closeAllConnections()
  server.close()
  await rm(home, { recursive: true, force: true })
})

describe('the official download', () => {
  test('is unpacked, and executable', async () => {
    const asked = vi.fn()
    answer = (request, response) => {
      asked(request.url)
      response.end(zip)
    }
    expect(await downloadElectron('45.0.0', folder, { checksums })).toBeUndefined()
    expect(asked).toHaveBeenCalledWith(`/releases/v45.0.0/${archive}`)
    expect(await readFile(join(folder, 'version'), 'utf8')).toBe('45.0.0')
    expect(await readdir(home)).toEqual(['electron'])
  })

  test('is not used with another checksum than Electron publishes', async () => {
    answer = (_request, response) => {
      response.end(Buffer.concat([zip, Buffer.from('\n')]))
    }
    expect(await downloadElectron('45.0.0', folder, { checksums })).toMatch(/^its SHA-256 is .* Electron publishes/)
    expect(await readdir(home)).toEqual([])
  })

  test('leaves nothing when it is cut off, and begins again', async () => {
    let isCut = true
    answer = (_request, response) => {
      response.setHeader('content-length', zip.length)
      if (!isCut) return response.end(zip)
      response.write(zip.subarray(0, 100), () => response.destroy())
    }
    expect(await downloadElectron('45.0.0', folder, { checksums })).toMatch(/^127\.0\.0\.1:\d+: ./)
    expect(await readdir(home)).toEqual([])
    isCut = false
    expect(await downloadElectron('45.0.0', folder, { checksums })).toBeUndefined()
  })

  test.each([
    ['never answers', () => undefined],
    ['stops in the middle', (/** @type {import('node:http').ServerResponse} */ response) => response.write('P')]
  ])('is given up when its server %s', async (_what, stall) => {
    answer = (_request, response) => {
      stall(response)
    }
    const terms = { checksums, patienceMs: 100 }
    expect(await downloadElectron('45.0.0', folder, terms)).toMatch(/no answer for 0\.1 s$/)
    expect(await readdir(home)).toEqual([])
  })

  test('is refused where its server refuses, or where there is none for the machine', async () => {
    answer = (_request, response) => {
      response.writeHead(404).end()
    }
    expect(await downloadElectron('45.0.0', folder, { checksums })).toMatch(/HTTP 404$/)
    expect(await downloadElectron('45.0.0', folder, { checksums: {} })).toBe(`Electron publishes no ${archive}`)
  })
})

test('what killed starts left is swept, what is in place stays', async () => {
  for (const name of ['electron-v45.0.0-linux-x64', 'electron-v45.0.0-linux-x64.Ab3dE6', 'lock']) {
    await mkdir(join(home, name))
  }
  await sweepInterrupted(home)
  expect((await readdir(home)).sort()).toEqual(['electron-v45.0.0-linux-x64', 'lock'])
})
