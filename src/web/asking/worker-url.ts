// The builder makes the program of it, and gives its address.
// oxlint-disable-next-line import/default
import url from './worker.ts?worker&url';

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (text: string) => string },
  ): {
    createScriptURL(text: string): string;
  };
}

/**
 * Where the worker's program is. The pages' policy lets no text become the address of a script, but for this one, by a
 * rule of this name that knows no other; browsers that do not know such rules take the text.
 */
export function workerUrl(): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  const rules = { createScriptURL: () => url };
  return trustedTypes?.createPolicy('portreeve-worker', rules).createScriptURL(url) ?? url;
}
