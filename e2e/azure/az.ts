import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answeredVersionCheck } from './ensure-azure-cli.mjs'

/** How a command ended. */
export interface AzRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The real `az`, signed in to nothing but the drill's Azure. */
export interface Az {
  (...args: readonly string[]): Promise<AzRun>
  /** What a program needs in its environment to find its session, and a folder for programs first on its path. */
  readonly env: Readonly<Record<string, string>>
  /** Removes what it wrote, the secret included. */
  forget(): void
}

const longestMs = 120_000
const cloud = 'PracticeCloud'

/** What of `settings` az needs. */
interface Place {
  readonly arm: string
  readonly ca: string
}

/**
 * A configuration folder of its own for each drill: az keeps tokens by host name without the port. Its cloud, and a version
 * check that is answered already, are written beforehand, so that it looks up no name and connects nowhere else.
 */
function writeHome(arm: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'backout-az-'))
  const endpoints = {
    resource_manager: arm,
    active_directory: arm,
    active_directory_resource_id: arm,
    management: arm,
    microsoft_graph_resource_id: `${arm}/graph`
  }
  const lines = Object.entries(endpoints).map(([name, url]) => `endpoint_${name} = ${url}`)
  writeFileSync(join(folder, 'config'), `[cloud]\nname = ${cloud}\n`)
  writeFileSync(join(folder, 'clouds.config'), [`[${cloud}]`, ...lines, ''].join('\n'))
  writeFileSync(join(folder, 'versionCheck.json'), answeredVersionCheck())
  mkdirSync(join(folder, 'home'))
  mkdirSync(join(folder, 'bin'))
  return folder
}

/** `az` of that Python. Nothing of this process's environment is handed on. */
export function azFor(python: string, { arm, ca }: Place): Az {
  const folder = writeHome(arm)
  writeFileSync(join(folder, 'ca.pem'), ca)
  const env = {
    PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
    HOME: join(folder, 'home'),
    LANG: 'C.UTF-8',
    PYTHONNOUSERSITE: '1',
    AZURE_CONFIG_DIR: folder,
    AZURE_EXTENSION_DIR: join(folder, 'ext'),
    REQUESTS_CA_BUNDLE: join(folder, 'ca.pem'),
    NO_PROXY: '127.0.0.1,localhost',
    AZURE_CORE_INSTANCE_DISCOVERY: 'false',
    AZURE_CORE_COLLECT_TELEMETRY: 'false',
    AZURE_CORE_ENCRYPT_TOKEN_CACHE: 'false',
    AZURE_CORE_LOGIN_EXPERIENCE_V2: 'off',
    AZURE_CORE_SURVEY_MESSAGE: 'false',
    AZURE_CORE_NO_COLOR: 'true',
    AZURE_CORE_OUTPUT: 'json',
    AZURE_CORE_DISABLE_PROGRESS_BAR: 'true',
    AZURE_EXTENSION_USE_DYNAMIC_INSTALL: 'no',
    AZURE_LOGGING_ENABLE_LOG_FILE: 'false'
  }
  const az = (...args: readonly string[]): Promise<AzRun> =>
    new Promise((resolve, reject) => {
      const child = spawn(python, ['-m', 'azure.cli', ...args], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: longestMs,
        killSignal: 'SIGKILL'
      })
      let [stdout, stderr] = ['', '']
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
      child.once('error', reject)
      child.once('close', (code) => resolve({ code, stdout, stderr }))
    })
  writeFileSync(join(folder, 'bin', 'az'), `#!/bin/sh\nexec '${python}' -m azure.cli "$@"\n`, { mode: 0o755 })
  return Object.assign(az, { env, forget: () => rmSync(folder, { recursive: true, force: true }) })
}
