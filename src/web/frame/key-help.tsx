import { Suspense, lazy, useState } from 'react';
import { type Bindings, useBoundKeys, useKeys } from '../keyboard/keys.tsx';

const KeyHelpDialog = lazy(() => import('./key-help-dialog.tsx'));

/** All keys that do something at this moment; `?` shows them. */
export function KeyHelp() {
  const bound = useBoundKeys();
  const [shown, setShown] = useState<Bindings>();
  useKeys({ '?': { label: 'web.keyHelp', run: () => setShown(bound()) } });
  if (shown === undefined) return null;
  return (
    <Suspense fallback={null}>
      <KeyHelpDialog bindings={shown} onClose={() => setShown(undefined)} />
    </Suspense>
  );
}
