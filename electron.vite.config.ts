import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const here = import.meta.dirname

export default defineConfig({
  main: {
    build: {
      // Bundled, because loading a few hundred small files costs more than a second of cold start.
      externalizeDeps: { exclude: [] },
      rollupOptions: {
        input: {
          index: resolve(here, 'src/main/index.ts'),
          headless: resolve(here, 'src/main/headless.ts'),
          drill: resolve(here, 'src/main/drill/main.ts'),
          'keychain-helper': resolve(here, 'src/main/secrets/keychain-helper.ts'),
          'journal-verify': resolve(here, 'src/main/journal/verify-cli.ts')
        },
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
      rollupOptions: { input: { index: resolve(here, 'src/renderer/index.html') } }
    }
  }
})
