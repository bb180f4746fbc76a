import type { Host } from '../../api/hosts.ts';
import { useSay } from '../../language/language.tsx';
import { Notice } from './notice.tsx';

/** In place of a live moment that cannot be had. */
export function NoAnswer({ host }: { readonly host: Host }) {
  const say = useSay();
  return (
    <Notice kind="away" title={say('web.hostNoAnswer', { host: host.host })}>
      {say('web.hostNoAnswerHint', { revision: host.revision })}
    </Notice>
  );
}
