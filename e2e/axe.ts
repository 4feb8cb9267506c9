import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'

interface Axe {
  run(context: Document, options: { readonly runOnly?: readonly string[] }): Promise<AxeResults>
}

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Every violation of WCAG 2.2 A and AA and of axe's best practices, as `rule: element`; or of one rule only. */
export async function violations(page: Page, rule?: string): Promise<readonly string[]> {
  await page.evaluate(await source)
  return page.evaluate(async (only) => {
    const { axe: checker } = globalThis as unknown as { readonly axe: Axe }
    // A colour that is still changing is nobody's: measured half-way it has a contrast that is never seen for long.
    const changing = document.getAnimations().filter((each) => each instanceof CSSTransition)
    await Promise.allSettled(changing.map(({ finished }) => finished))
    const { violations: found } = await checker.run(document, only === undefined ? {} : { runOnly: [only] })
    return found.flatMap((each) => each.nodes.map((node) => `${each.id}: ${node.html.slice(0, 160)}`))
  }, rule)
}

/** Puts a theme on without a word to main. */
export function wear(page: Page, theme: 'dark' | 'light' | 'contrast'): Promise<void> {
  return page.evaluate((name) => {
    document.documentElement.dataset['theme'] = name
  }, theme)
}
