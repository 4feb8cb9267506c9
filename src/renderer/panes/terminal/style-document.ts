/**
 * xterm makes `<style>` elements and fills them later, which `style-src 'self'` refuses. This is the page's document
 * except that a style element is a placeholder whose text goes into a constructed sheet, which the policy allows.
 * xterm's `documentOverride` option takes it.
 */
export function styleDocument(page: Document): Document {
  return new Proxy(page, {
    get(target, property) {
      if (property === 'createElement') return (name: string) => makeElement(target, name)
      const value: unknown = Reflect.get(target, property, target)
      return typeof value === 'function' ? value.bind(target) : value
    }
  })
}

/**
 * Runs `open` while the page itself makes placeholders too. xterm 6 hands its viewport the page's document whatever
 * `documentOverride` says: CoreBrowserTerminal.open passes `this._document ?? (…) ? window.document : null`, which always
 * takes the second branch.
 */
export function withPlaceholders(page: Document, open: () => void): void {
  const value = (name: string) => makeElement(page, name)
  Object.defineProperty(page, 'createElement', { value, configurable: true })
  try {
    open()
  } finally {
    Reflect.deleteProperty(page, 'createElement')
  }
}

function makeElement(page: Document, name: string): HTMLElement {
  // The prototype's own, because the page's may be shadowed right now.
  const prototype: { createElement(this: Document, tag: string): HTMLElement } = Document.prototype
  const make = (tag: string): HTMLElement => prototype.createElement.call(page, tag)
  return name === 'style' ? placeholder(page, make('span')) : make(name)
}

function placeholder(page: Document, element: HTMLElement): HTMLElement {
  element.hidden = true
  const sheet = new CSSStyleSheet()
  let text = ''
  Object.defineProperty(element, 'textContent', {
    get: () => text,
    set(next: string) {
      text = next
      sheet.replaceSync(next)
      if (!page.adoptedStyleSheets.includes(sheet)) page.adoptedStyleSheets = [...page.adoptedStyleSheets, sheet]
    }
  })
  const remove = element.remove.bind(element)
  element.remove = () => {
    page.adoptedStyleSheets = page.adoptedStyleSheets.filter((each) => each !== sheet)
    remove()
  }
  return element
}
