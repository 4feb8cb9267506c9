import { useFeed } from '../../stores/feeds.ts'
import { AzureWaits } from '../connections/azure-waits.tsx'
import { AskedOutside } from './asked-outside.tsx'
import { Band } from '../band/band.tsx'
import { ConnectionsOverlay } from '../connections/connections-overlay.tsx'
import { ConnectionsScreen } from '../connections/connections-screen.tsx'
import { ConsoleScreen } from '../console/console-screen.tsx'
import { FirstRun } from '../first-run/first-run.tsx'
import { ContactsEditor } from '../own/contacts-editor.tsx'
import { IncidentsOverlay } from '../own/incidents-overlay.tsx'
import { PlacesOverlay } from '../own/places-overlay.tsx'
import { JudgeOverlay } from '../judge/judge-overlay.tsx'
import { QuickOverlay } from '../judge/quick-overlay.tsx'
import { EvidenceOverlay } from '../evidence/evidence-overlay.tsx'
import { DebtsOverlay } from '../debts/debts-overlay.tsx'
import { LeftBehind } from '../debts/left-behind.tsx'
import { KeysOverlay } from '../overlays/keys-overlay.tsx'
import { Palette } from '../overlays/palette.tsx'
import { Debrief } from '../practice/debrief.tsx'
import { PracticeBar } from '../practice/practice-bar.tsx'
import { PracticeOverlay } from '../practice/practice-overlay.tsx'
import { AlertDialog } from '../report/alert-dialog.tsx'
import { RecordScreen } from '../record/record-screen.tsx'
import { ServicesScreen } from '../services/services-screen.tsx'
import { Announcer } from './announcer.tsx'
import { FailureBar } from './failure-bar.tsx'
import { Frame } from './window-grid.tsx'
import { useTypingGuard } from './guard-typing.ts'
import { RunsElsewhere } from './runs-elsewhere.tsx'
import { WatchesElsewhere } from '../watch/watches-elsewhere.tsx'
import { KeptApart } from '../../ui/kept-apart.tsx'
import css from './shell.module.css'
import { SignIn } from './sign-in.tsx'
import { Starting } from './starting.tsx'
import { useKeptFocus } from './keep-focus.ts'
import { useKeys } from './use-keys.ts'
import { useTheme } from './use-theme.ts'
import { useViewReset } from './use-view-reset.ts'

/** The window: band on top, then the one screen that fits what main says is open. */
export function App() {
  const shell = useFeed('shell')
  const service = useFeed('service')
  useTheme(shell?.preferences.theme ?? 'dark')
  useTypingGuard()
  useKeptFocus()
  useKeys()
  useViewReset()
  if (shell === undefined) return <Starting />
  const screen = screenFor()
  return (
    <Frame panes={shell.preferences.panes} screen={screen}>
      <KeptApart name="The band with the environment" area="band">
        <Band shell={shell} />
      </KeptApart>
      <div className={css['alerts']}>
        <KeptApart name="What is told above the window">
          <FailureBar />
          {shell.asking !== null && <AskedOutside asking={shell.asking} />}
          {shell.signIn !== null && (
            <div className={css['failureBar']}>
              <SignIn signIn={shell.signIn} />
            </div>
          )}
          <AzureWaits shell={shell} isShown={screen === 'connections'} />
          <RunsElsewhere />
          <WatchesElsewhere />
          <LeftBehind />
          <PracticeBar />
        </KeptApart>
      </div>
      {screen !== 'console' && (
        <KeptApart key={screen} name="This page" area="main">
          {screen === 'first' && <FirstRun shell={shell} />}
          {screen === 'connections' && <ConnectionsScreen shell={shell} />}
          {screen === 'record' && shell.record && <RecordScreen of={shell.record} shell={shell} />}
          {screen === 'services' && <ServicesScreen shell={shell} />}
        </KeptApart>
      )}
      {screen === 'console' && service && <ConsoleScreen shell={shell} service={service} />}
      <KeptApart name="The list of connections" floats>
        <ConnectionsOverlay shell={shell} />
      </KeptApart>
      <KeptApart name="The list of exercises" floats>
        <PracticeOverlay />
      </KeptApart>
      <KeptApart name="What is said after the exercise" floats>
        <Debrief />
      </KeptApart>
      <KeptApart name="The list of files" floats>
        <PlacesOverlay />
      </KeptApart>
      <KeptApart name="The list of incidents" floats>
        <IncidentsOverlay />
      </KeptApart>
      <KeptApart name="The editor of contacts" floats>
        <ContactsEditor />
      </KeptApart>
      <KeptApart name="The judgement of a command" floats>
        <JudgeOverlay />
      </KeptApart>
      <KeptApart name="The list of commands" floats>
        <QuickOverlay />
      </KeptApart>
      <KeptApart name="The list of what is left to do" floats>
        <DebtsOverlay />
      </KeptApart>
      <KeptApart name="The evidence" floats>
        <EvidenceOverlay />
      </KeptApart>
      <KeptApart name="The time of the alert" floats>
        <AlertDialog />
      </KeptApart>
      <KeptApart name="The list of keys" floats>
        <KeysOverlay />
      </KeptApart>
      <KeptApart name="The palette" floats>
        <Palette />
      </KeptApart>
      <KeptApart name="What is read out" floats>
        <Announcer />
      </KeptApart>
    </Frame>
  )

  function screenFor(): 'first' | 'connections' | 'record' | 'services' | 'console' {
    if (!shell?.environment && shell?.record) return 'record'
    if (!shell?.environment) return shell?.connections.length === 0 ? 'first' : 'connections'
    return !service ? 'services' : 'console'
  }
}
