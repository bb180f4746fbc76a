import { type Language, type WordsKey, say } from '../words/index.ts';
import type { PlanAssertion, PlanEnd, PlanOpening, PlanOutcome, PlanPairs } from '../wire/index.ts';

/** A sentence on a change, and what it is about: for a mark or a colour beside it. */
export interface OutcomeLine {
  readonly kind: 'allowed' | 'blocked' | 'nothing' | 'totals' | 'warning' | 'hosts' | 'holds' | 'broken' | 'nobody';
  readonly text: string;
}

/** How many hosts are named in a line. */
const mostHosts = 5;

/** A change in words: newly allowed, newly blocked, the totals, warnings, hosts, and assertions; broken ones first. */
export function outcomeText(language: Language, outcome: PlanOutcome): readonly OutcomeLine[] {
  const words = new Words(language);
  const { newly_allowed, newly_blocked, opened, closed, left_off, counts } = outcome;
  const allowed = [
    ...newly_allowed.map((one) => words.pairs('plan.allows', one)),
    ...opened.map((one) => words.opening(one.direction === 'ingress' ? 'plan.opensIn' : 'plan.opensOut', one)),
    ...words.more('plan.moreAllowed', left_off.newly_allowed + left_off.opened),
  ];
  const blocked = [
    ...newly_blocked.map((one) => words.pairs('plan.blocks', one)),
    ...closed.map((one) => words.opening(one.direction === 'ingress' ? 'plan.closesIn' : 'plan.closesOut', one)),
    ...words.more('plan.moreBlocked', left_off.newly_blocked + left_off.closed),
  ];
  const line = (kind: OutcomeLine['kind'], text: string): OutcomeLine => ({ kind, text });
  const totals = words.say('plan.totals', {
    allowed: words.number(counts.newly_allowed),
    blocked: words.number(counts.newly_blocked),
    unchanged: words.number(counts.unchanged),
  });
  return [
    ...allowed.map((text) => line('allowed', text)),
    ...blocked.map((text) => line('blocked', text)),
    ...(allowed.length + blocked.length === 0
      ? [line('nothing', words.say('plan.nothing'))]
      : [line('totals', totals)]),
    ...outcome.warnings.map((one) =>
      line(
        'warning',
        one.code === 'openToAny'
          ? words.say('plan.warnOpen', { services: one.services.join(', ') })
          : words.counted('plan.warnBlocks', one.pairs),
      ),
    ),
    line('hosts', words.hosts(outcome)),
    ...assertionText(language, outcome.assertions),
  ];
}

/** Broken ones first, those that hold last. */
export function assertionText(language: Language, assertions: readonly PlanAssertion[]): readonly OutcomeLine[] {
  const sorts = {
    fails: ['broken', 'plan.assertionFails'],
    nobody: ['nobody', 'plan.assertionNobody'],
    holds: ['holds', 'plan.assertionHolds'],
  } as const;
  return (['fails', 'nobody', 'holds'] as const).flatMap((sort) =>
    assertions
      .filter(({ outcome }) => outcome === sort)
      .map(({ text, about }) => ({
        kind: sorts[sort][0],
        text: say(language, sorts[sort][1], { text, about: about ?? '' }),
      })),
  );
}

class Words {
  readonly #language: Language;

  constructor(language: Language) {
    this.#language = language;
  }

  say(key: WordsKey, params = {}): string {
    return say(this.#language, key, params);
  }

  /** "1,204", whatever language. */
  number(value: number): string {
    return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  }

  counted(key: WordsKey, count: number, params = {}): string {
    return this.say(key, { count, number: this.number(count), ...params });
  }

  pairs(key: WordsKey, one: PlanPairs): string {
    const params = { services: this.services(one), from: this.end(one.from), to: this.end(one.to) };
    return this.say(key, { count: one.pairs, pairs: this.number(one.pairs), ...params });
  }

  opening(key: WordsKey, one: PlanOpening): string {
    const prefix = one.prefix.endsWith('/0') ? this.say('plan.anywhere', { prefix: one.prefix }) : one.prefix;
    return this.say(key, { services: this.services(one), prefix, ports: this.end(one.ports) });
  }

  more(key: WordsKey, count: number): readonly string[] {
    return count === 0 ? [] : [this.counted(key, count)];
  }

  services({ services, more_services }: Pick<PlanPairs, 'services' | 'more_services'>): string {
    const text = services.join(', ');
    return more_services === 0 ? text : this.counted('plan.moreServices', more_services, { services: text });
  }

  /** Two by their names, more by what they have in common. */
  end({ count, groups, examples }: PlanEnd): string {
    const names = examples.map(({ id, name, address }) => name || address || id);
    const [group] = groups;
    if (names.length === count && count <= 2) return names.join(', ');
    if (group !== undefined) return this.counted('plan.instancesIn', count, { group });
    if (names.length === 0) return this.counted('plan.instances', count);
    return this.counted('plan.instancesSuch', count, { names: names.slice(0, 2).join(', ') });
  }

  hosts({ hosts, left_off }: PlanOutcome): string {
    const count = hosts.length + left_off.hosts;
    if (count === 0) return this.say('plan.noHosts');
    const names = [...hosts.slice(0, mostHosts), ...(count > mostHosts ? ['…'] : [])].join(', ');
    return this.counted('plan.hosts', count, { names });
  }
}
