import type { SignInView } from '../../../contract/index.ts'
import { useNowMs } from '../../stores/clock.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import ui from '../../ui/ui.module.css'
import css from './shell.module.css'

/** What a sign-in program asks of the person, such as a page to open and a code to enter there. Read out when it changes. */
export function SignIn({ signIn }: { readonly signIn: SignInView }) {
  const now = useNowMs()
  const name = signIn.program.split(/[\\/]/).at(-1) ?? signIn.program
  return (
    <section className={ui['notice']} data-tone="warn" data-testid="sign-in" aria-label="Sign-in">
      <b aria-hidden="true">!</b>
      <div>
        <p>
          <b>{name} waits for you to sign in.</b> It says:
        </p>
        <pre className={css['signIn']} role="status">
          {signIn.lines.join('\n')}
        </pre>
      </div>
      <span className="dim">{formatDuration(now - Date.parse(signIn.sinceAt))}</span>
    </section>
  )
}
