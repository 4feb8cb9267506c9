import type { App } from './app.ts'

/** How a test answers the system's own dialogs, which no driver can press: what they would say is kept. */
export interface NativeDialogs {
  /** What was said since the app started, oldest first: title, or message and detail. */
  readonly said: () => Promise<readonly string[]>
  /** Index of the button that is pressed from now on; 0 at first, which is always the one that changes nothing. */
  readonly press: (button: number) => Promise<void>
  /** File that is chosen from now on, to open or to save to; cancelled at first. */
  readonly choose: (path: string) => Promise<void>
}

interface Answers {
  said: string[]
  button: number
  path: string
}

/** Takes the place of every native dialog of the app. */
export async function answerDialogs({ electron }: App): Promise<NativeDialogs> {
  await electron.evaluate(({ dialog }) => {
    const answers: Answers = { said: [], button: 0, path: '' }
    Object.assign(globalThis, { answers })
    const optionsOf = (given: readonly unknown[]) =>
      given.at(-1) as { readonly title?: string; readonly message?: string; readonly detail?: string }
    // Nothing of ours opens one; Electron itself does for an error that nobody caught.
    dialog.showErrorBox = (title) => void answers.said.push(title)
    dialog.showMessageBox = (...given: unknown[]) => {
      const { message = '', detail = '' } = optionsOf(given)
      answers.said.push([message, detail].filter((text) => text !== '').join('\n'))
      return Promise.resolve({ response: answers.button, checkboxChecked: false })
    }
    dialog.showOpenDialog = (...given: unknown[]) => {
      answers.said.push(optionsOf(given).title ?? '')
      const canceled = answers.path === ''
      return Promise.resolve({ canceled, filePaths: canceled ? [] : [answers.path] })
    }
    dialog.showSaveDialog = (...given: unknown[]) => {
      answers.said.push(optionsOf(given).title ?? '')
      return Promise.resolve({ canceled: answers.path === '', filePath: answers.path })
    }
  })
  const set = (change: Partial<Answers>) =>
    electron.evaluate((_electron, given) => {
      Object.assign((globalThis as unknown as { answers: Answers }).answers, given)
    }, change)
  return {
    said: () => electron.evaluate(() => (globalThis as unknown as { answers: Answers }).answers.said),
    press: (button) => set({ button }),
    choose: (path) => set({ path })
  }
}

/** The person agrees to every question of the system's dialogs while `work` goes on. */
export async function agreeing<T>({ electron }: Pick<App, 'electron'>, work: () => Promise<T>): Promise<T> {
  await electron.evaluate(({ dialog }) => {
    Object.assign(globalThis, { before: { ...dialog } })
    dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })
  })
  const done = await work()
  await electron.evaluate(({ dialog }) => {
    Object.assign(dialog, (globalThis as unknown as { before: typeof dialog }).before)
  })
  return done
}
