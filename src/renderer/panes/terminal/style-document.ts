/**
 * xterm makes `<style>` elements and fills them later, which `style-src 'self'` refuses. This is the page's document
 * except that a style element is a placeholder whose text goes into a constructed sheet, which the policy allows.
 * xterm's `documentOverride` option takes it.
 */
export function styleDocument(page: Document): Document {
  return new Proxy(page, {
    get(target, property) {
      if (property === 'createElement')
        return (name: string) => (name === 'style' ? placeholder(target) : target.createElement(name))
      const value: unknown = Reflect.get(target, property, target)
      return typeof value === 'function' ? value.bind(target) : value
    }
  })
}

function placeholder(page: Document): HTMLElement {
  const element = page.createElement('span')
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
