import { shell } from 'electron'

/**
 * Opens a page of a sign-in service in the system's browser. Whose page it may be is for the console to say; here nothing but
 * `https:` leaves, because another scheme would start another program.
 * @throws Error for anything else, and where no browser was opened
 */
export async function openSignInPage(url: string): Promise<void> {
  const { protocol, username, password, href } = new URL(url)
  if (protocol !== 'https:' || username !== '' || password !== '') throw new Error('That is no page to sign in at.')
  await shell.openExternal(href)
}
