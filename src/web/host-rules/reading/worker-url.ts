// Vite makes the address.
// oxlint-disable-next-line import/default
import url from './host.worker.ts?worker&url';

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: () => string },
  ): { createScriptURL(text: string): string };
}

/**
 * Where the worker's program is. The pages' policy lets no text become the address of a script but by a rule that it
 * names (src/server/pages/headers.ts); this one knows this address and no other.
 */
export function hostWorkerUrl(): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  return (
    trustedTypes?.createPolicy('portreeve-host-worker', { createScriptURL: () => url }).createScriptURL(url) ?? url
  );
}
