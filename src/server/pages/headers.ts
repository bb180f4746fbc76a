/**
 * What a page of ours may do: load scripts, styles, pictures and data from this server and from nowhere else, and be
 * shown in no frame. No script and no style stands in the page itself (the library's own style elements are switched
 * off, see web/theme), and nothing is made of text: `'unsafe-inline'` is not needed, nor is a nonce.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Icons of form fields in the library's style sheet.
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // Each lets one worker of ours be started, and no text become anything else.
  'trusted-types portreeve-worker portreeve-host-worker',
].join('; ');

export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};
