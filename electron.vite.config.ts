import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const here = import.meta.dirname

/** Every program of ours by the name that others start it by. */
const programs = {
  index: 'src/main/index.ts',
  headless: 'src/main/headless.ts',
  drill: 'src/main/drill/main.ts',
  'keychain-helper': 'src/main/secrets/keychain-helper.ts',
  'journal-verify': 'src/main/journal/verify-cli.ts'
}

export default defineConfig({
  main: {
    build: {
      // Bundled, because loading a few hundred small files costs more than a second of cold start.
      externalizeDeps: false,
      rollupOptions: {
        input: present(programs),
        external: ['electron', 'keytar']
      }
    }
  },
  preload: {
    build: {
      externalizeDeps: false,
      rollupOptions: {
        input: { index: resolve(here, 'src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' }
      }
    }
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    build: {
      // The window's policy allows no data: address, so that fonts stay files.
      assetsInlineLimit: 0,
      minify: true,
      modulePreload: { polyfill: false },
      rollupOptions: { input: { index: resolve(here, 'src/renderer/index.html') } }
    }
  }
})

function present(entries: Readonly<Record<string, string>>): Record<string, string> {
  const there = Object.entries(entries).filter(([, file]) => existsSync(resolve(here, file)))
  return Object.fromEntries(there.map(([name, file]) => [name, resolve(here, file)]))
}
