import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './ui/tokens.css'
import './ui/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { subscribe } from './bridge/backout.ts'
import { refuseMarkup } from './bridge/trusted-types.ts'
import { App } from './panes/shell/app.tsx'
import { followFeeds } from './stores/feeds.ts'

refuseMarkup()
const root = document.querySelector('#root')
if (root === null) throw new Error('index.html has no #root')
followFeeds(subscribe)
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>
)
