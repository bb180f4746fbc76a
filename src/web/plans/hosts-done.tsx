import { useQuery } from '@tanstack/react-query';
import type { PlanJson } from '../../wire/index.ts';
import { useApi } from '../api/api-context.ts';
import { auditOf } from '../api/audit.ts';
import { useSay } from '../language/language.tsx';
import { Mark } from '../parts/mark.tsx';

/** While some hosts do not have it, they are asked for again after so long: not everybody is told of hosts. */
const askAgainMs = 2000;
/** Hosts that did not have it by then will not within the next seconds. */
const longMs = 10 * 60_000;

/** What became of a plan on each host that it concerns; asked for until all of them have it. */
export function usePlanHosts(plan: PlanJson) {
  const api = useApi();
  const { applied_revision: revision, applied_at, outcome } = plan;
  const { data } = useQuery({
    ...auditOf(api, revision ?? 0),
    enabled: revision !== null,
    refetchInterval: ({ state: { data: entry } }) => {
      const isDone = entry != null && doneOf(entry.hosts) >= outcome.hosts.length;
      const isOld = applied_at !== null && Date.now() - Date.parse(applied_at) > longMs;
      return isDone || isOld ? false : askAgainMs;
    },
  });
  const steps = new Map(data?.hosts.map((step) => [step.host, step]));
  const names = [...new Set([...outcome.hosts, ...steps.keys()])];
  const hosts = names.map((host) => ({ host, step: steps.get(host) }));
  return { at: data?.at, hosts, all: names.length + outcome.left_off.hosts, done: doneOf([...steps.values()]) };
}

function doneOf(steps: readonly { readonly enforced_at: string | null }[]): number {
  return steps.filter(({ enforced_at }) => enforced_at !== null).length;
}

/** "3 of 4". */
export function HostsDone({ plan }: { readonly plan: PlanJson }) {
  const say = useSay();
  const { all, done } = usePlanHosts(plan);
  if (all === 0) return <>{say('web.hostsNone')}</>;
  if (plan.state !== 'applied' && plan.state !== 'confirmed') return <>{all}</>;
  return <Mark kind={done >= all ? 'good' : 'waiting'}>{say('web.hostsDone', { done, all })}</Mark>;
}
