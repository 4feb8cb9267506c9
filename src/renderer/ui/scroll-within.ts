/** Brings an element into view inside the list or region around it, without moving the page. */
export function scrollWithin(element: HTMLElement | null): void {
  const list = element?.closest<HTMLElement>('[role="listbox"], [role="region"]')
  if (!element || !list) return
  const inner = element.getBoundingClientRect()
  const outer = list.getBoundingClientRect()
  if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom
}
