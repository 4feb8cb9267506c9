/**
 * Everything comes from the app itself and nothing leaves by the window: data arrives over IPC. `trusted-types default`
 * allows one policy, which the renderer makes first and which throws.
 */
const directives = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "worker-src 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "media-src 'none'",
  "manifest-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default'
] as const

/** What a page may not say about itself: the HTML standard has it ignored there, and Chromium complains. */
const headerOnly: readonly string[] = ["frame-ancestors 'none'"]

/** The header of every answer. */
export const contentSecurityPolicy = directives.join('; ')

/** The same, repeated in the page itself, so that it holds however the page was loaded. */
export const metaSecurityPolicy = directives.filter((directive) => !headerOnly.includes(directive)).join('; ')
