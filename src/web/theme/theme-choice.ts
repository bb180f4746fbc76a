import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core';
import { keep, kept } from '../app/kept.ts';

// The same key and words as in public/early.js.
const key = 'portreeve-theme';

function readScheme(text: string | undefined): MantineColorScheme {
  return text === 'light' || text === 'dark' ? text : 'auto';
}

/** Light, dark, or as the system is; kept in the browser, and followed by its other windows. */
export function themeChoice(): MantineColorSchemeManager {
  let listener: ((event: StorageEvent) => void) | undefined;
  const unsubscribe = () => {
    if (listener) window.removeEventListener('storage', listener);
    listener = undefined;
  };
  return {
    get: () => readScheme(kept(key)),
    set: (scheme) => keep(key, scheme),
    subscribe: (onUpdate) => {
      unsubscribe();
      listener = (event) => {
        if (event.key === key) onUpdate(readScheme(event.newValue ?? undefined));
      };
      window.addEventListener('storage', listener);
    },
    unsubscribe,
    clear: () => keep(key, 'auto'),
  };
}
