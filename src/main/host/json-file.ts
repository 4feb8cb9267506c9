import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { readSmallFile } from '../lib/small-file.ts'

/** One small JSON document on disk, without credentials. */
export interface JsonFile {
  /** Null when the file is absent or damaged. */
  read(): unknown
  /** Replaces the whole document, or throws and leaves the old one. */
  write(value: unknown): void
}

/** @param file absolute path; its folder is made when needed */
export function openJsonFile(file: string): JsonFile {
  return {
    read() {
      try {
        return JSON.parse(readSmallFile(file), withoutPrototype) as unknown
      } catch {
        return null
      }
    },
    write(value) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      const next = `${file}.${process.pid}.next`
      writeFileSync(next, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
      renameSync(next, file)
    }
  }
}

function withoutPrototype(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value
}
