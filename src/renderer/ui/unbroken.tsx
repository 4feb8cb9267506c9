/** A number and its unit. */
const measure = /(\d[\d.,]* (?:%|req\/s|(?:ms|min|s|h|d)\b))/

/** Text in which no line ends between a number and its unit. */
export function Unbroken({ text }: { readonly text: string }) {
  return text.split(measure).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <span key={index} className="unbroken">
        {part}
      </span>
    )
  )
}
