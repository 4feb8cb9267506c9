import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { appFilesManifest } from './src/main/host/app-files.ts'
import { metaSecurityPolicy } from './src/main/host/content-security-policy.ts'

const here = import.meta.dirname

/** Every program of ours by the name that others start it by. */
const programs = {
  index: resolve(here, 'src/main/index.ts'),
  headless: resolve(here, 'src/main/headless.ts'),
  drill: resolve(here, 'src/main/drill/main.ts'),
  'keychain-helper': resolve(here, 'src/main/secrets/keychain-helper.ts'),
  'kubeconfig-reader': resolve(here, 'src/main/connections/kubeconfig-reader.ts'),
  'journal-verify': resolve(here, 'src/main/journal/verify-cli.ts')
}

/** Writes the policy into the built page as well. The development server's page has none: hot reload is inline code. */
const policyInThePage: Plugin = {
  name: 'policy-in-the-page',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: metaSecurityPolicy },
      injectTo: 'head-prepend'
    }
  ]
}

/** Lists what was built, each file with its digest: the window is served these files, as they are now, and no other. */
const listOfFiles: Plugin = {
  name: 'list-of-files',
  apply: 'build',
  async writeBundle({ dir }, bundle) {
    if (dir === undefined) throw new Error('the renderer is built into no folder')
    const digests: Record<string, string> = {}
    for (const name of Object.keys(bundle).sort()) {
      digests[name] = createHash('sha256')
        .update(await readFile(join(dir, name)))
        .digest('hex')
    }
    await writeFile(join(dir, appFilesManifest), `${JSON.stringify(digests, null, 2)}\n`)
  }
}

export default defineConfig({
  main: {
    build: {
      // Bundled, because loading a few hundred small files costs more than a second of cold start.
      externalizeDeps: false,
      rollupOptions: {
        input: programs,
        external: ['electron', 'keytar']
      }
    }
  },
  preload: {
    build: {
      externalizeDeps: false,
      rollupOptions: {
        input: { index: resolve(here, 'src/preload/index.ts'), approval: resolve(here, 'src/preload/approval.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' }
      }
    }
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react(), policyInThePage, listOfFiles],
    build: {
      // The window's policy allows no data: address, so that fonts stay files.
      assetsInlineLimit: 0,
      minify: true,
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: {
          index: resolve(here, 'src/renderer/index.html'),
          approval: resolve(here, 'src/renderer/approval.html')
        }
      }
    }
  }
})
