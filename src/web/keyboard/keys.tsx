import { type ReactNode, createContext, use, useEffect, useRef, useState } from 'react';
import type { PageKey } from '../words/page-words.ts';
import { createKeyReader } from './key-reader.ts';

/** What a key does on the page that is open. */
export interface Binding {
  readonly label: PageKey;
  readonly run: () => void;
}
export type Bindings = Readonly<Record<string, Binding>>;

interface Keys {
  readonly add: (bindings: Ref) => () => void;
  /** All that is bound now; later ones go before earlier ones. */
  readonly all: () => Bindings;
}
type Ref = { readonly current: Bindings };

const KeysContext = createContext<Keys | undefined>(undefined);

/** Hears the keys of the page, but not those that are typed into a field, nor any while a dialog is open. */
export function KeysProvider({ children }: { readonly children: ReactNode }) {
  const [keys] = useState<Keys & { readonly stack: Ref[] }>(() => {
    const stack: Ref[] = [];
    return {
      stack,
      add: (bindings) => {
        stack.push(bindings);
        return () => stack.splice(stack.indexOf(bindings), 1);
      },
      all: () => Object.assign({}, ...stack.map(({ current }) => current)),
    };
  });
  useEffect(() => {
    const read = createKeyReader();
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target) || document.querySelector('[data-dialog]') !== null) return;
      const name = read(event, event.timeStamp);
      const binding = name === undefined ? undefined : keys.all()[name];
      if (binding === undefined) return;
      event.preventDefault();
      binding.run();
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [keys]);
  return <KeysContext value={keys}>{children}</KeysContext>;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

/** Binds keys while the component is there. They may be others at each render. */
export function useKeys(bindings: Bindings): void {
  const keys = use(KeysContext);
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  useEffect(() => keys?.add(latest), [keys]);
}

/** What is bound at this moment, for the list of keys. */
export function useBoundKeys(): () => Bindings {
  const keys = use(KeysContext);
  return () => keys?.all() ?? {};
}
