import type { Change } from '../../asking/fix-answer.ts';
import { useSay } from '../../language/language.tsx';
import { serviceText } from '../../rules/services.ts';
import { useTraceWords } from './words.ts';

/** A change in one line. */
export function FixTitle({ change }: { readonly change: Change }) {
  const say = useSay();
  const words = useTraceWords();
  switch (change.kind) {
    case 'addRule': {
      const { rule, group, remote } = change;
      const key = rule.direction === 'ingress' ? 'trace.fixAddRule' : 'trace.fixAddRuleOut';
      const who = remote?.name ?? rule.remote_ip_prefix ?? say('web.remoteAny');
      return words(key, {
        group: group.name,
        service: serviceText(say, rule),
        remote: who.replace(/\/(?:32|128)$/, ''),
      });
    }
    case 'addGroup':
      return words('trace.fixAddGroup', { port: change.port.name, group: change.group.name });
    case 'allowPair':
      return words('trace.fixAllowPair', { port: change.port.name, address: change.address });
  }
}
