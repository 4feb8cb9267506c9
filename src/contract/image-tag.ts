/** The part of an image that tells releases apart: its tag, else the first twelve digits of its digest, else all of it. */
export function imageTag(image: string): string {
  const digest = image.indexOf('@')
  const name = digest === -1 ? image : image.slice(0, digest)
  const colon = name.lastIndexOf(':')
  if (colon > name.lastIndexOf('/')) return name.slice(colon + 1)
  return digest === -1
    ? image
    : image
        .slice(digest + 1)
        .replace(/^sha256:/, '')
        .slice(0, 12)
}
