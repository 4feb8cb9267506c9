import { Component, type ReactNode } from 'react'
import { Button } from './button.tsx'
import css from './ui.module.css'

interface Props {
  /** What is missing when it cannot be drawn, as the beginning of a sentence: `The checklist`. */
  readonly name: string
  /** Its place in the grid of the window; left out for what floats or stands in a dialog. */
  readonly area?: 'band' | 'alert' | 'bar' | 'run' | 'main' | 'live' | 'log'
  /** It lies above the window when it is left alone. */
  readonly floats?: boolean
  readonly children: ReactNode
}

/**
 * A part of the window that costs itself alone when it cannot be drawn: without it, React takes the whole page away, and with it
 * the way to cancel.
 */
export class KeptApart extends Component<Props, { readonly why: string | null }> {
  override state: { readonly why: string | null } = { why: null }

  static getDerivedStateFromError(error: unknown): { readonly why: string } {
    return { why: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    const { name, area, floats = false, children } = this.props
    const { why } = this.state
    if (why === null) return children
    return (
      <div className={css['apart']} data-floats={floats} data-testid="apart" style={area && { gridArea: area }}>
        <p>
          <b>{name} cannot be shown.</b> Everything else goes on. <span className="dim">{why.slice(0, 200)}</span>
        </p>
        <Button look="small" onClick={() => this.setState({ why: null })}>
          Show it again
        </Button>
      </div>
    )
  }
}
