import type { Host } from '../../api/hosts.ts';
import { Notice } from './notice.tsx';
import { useHostSay } from '../../host-rules/words.ts';

/** In place of a live moment that cannot be had. */
export function NoAnswer({ host }: { readonly host: Host }) {
  const say = useHostSay();
  return (
    <Notice kind="away" title={say('host.hostNoAnswer', { host: host.host })}>
      {say('host.hostNoAnswerHint', { revision: host.revision })}
    </Notice>
  );
}
