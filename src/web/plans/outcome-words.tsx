import type { ReactNode } from 'react';
import type { PlanEnd, PlanOpening, PlanOutcome, PlanPairs } from '../../wire/index.ts';
import { listed } from '../language/dates.ts';
import { useLanguage } from '../language/language.tsx';
import { Rich } from '../language/rich.tsx';

/** How many sentences are said before the rest is counted. */
const mostSentences = 3;
/** How many services are named in one. */
const mostServices = 4;

/** "Newly allows 3 instances to reach 2 instances on tcp/22": what changes would do, in a few sentences. */
export function OutcomeSentences({ outcome }: { readonly outcome: PlanOutcome }) {
  const { say } = useLanguage();
  const { newly_allowed, newly_blocked, opened, closed, left_off } = outcome;
  const all: readonly (readonly [key: string, sentence: ReactNode])[] = [
    ...newly_allowed.map((one) => [keyOf('+', one), <PairsSentence key="" say="web.planAllows" one={one} />] as const),
    ...opened.map(
      (one) =>
        [
          keyOf('+', one),
          <OpeningSentence
            key=""
            say={one.direction === 'ingress' ? 'web.planOpensIn' : 'web.planOpensOut'}
            one={one}
          />,
        ] as const,
    ),
    ...newly_blocked.map((one) => [keyOf('-', one), <PairsSentence key="" say="web.planBlocks" one={one} />] as const),
    ...closed.map(
      (one) =>
        [
          keyOf('-', one),
          <OpeningSentence
            key=""
            say={one.direction === 'ingress' ? 'web.planClosesIn' : 'web.planClosesOut'}
            one={one}
          />,
        ] as const,
    ),
  ];
  if (all.length === 0) return <p>{say('web.planNothing')}</p>;
  const { newly_allowed: a, newly_blocked: b, opened: o, closed: c } = left_off;
  const more = all.slice(mostSentences).length + a + b + o + c;
  return (
    <>
      {all.slice(0, mostSentences).map(([key, sentence]) => (
        <p key={key}>{sentence}</p>
      ))}
      {more > 0 && <p>{say('web.planMoreWays', { count: more })}</p>}
    </>
  );
}

function PairsSentence({ say, one }: { readonly say: 'web.planAllows' | 'web.planBlocks'; readonly one: PlanPairs }) {
  return (
    <Rich
      say={say}
      from={
        <b>
          <End end={one.from} />
        </b>
      }
      to={
        <b>
          <End end={one.to} />
        </b>
      }
      services={
        <b>
          <Services of={one} />
        </b>
      }
    />
  );
}

function OpeningSentence({
  say,
  one,
}: {
  readonly say: 'web.planOpensIn' | 'web.planOpensOut' | 'web.planClosesIn' | 'web.planClosesOut';
  readonly one: PlanOpening;
}) {
  return (
    <Rich
      say={say}
      prefix={
        <b>
          <Prefix prefix={one.prefix} />
        </b>
      }
      ports={
        <b>
          <End end={one.ports} />
        </b>
      }
      services={
        <b>
          <Services of={one} />
        </b>
      }
    />
  );
}

/** One by its name, more by how many they are. */
function End({ end }: { readonly end: PlanEnd }) {
  const { say } = useLanguage();
  const [first] = end.examples;
  if (end.count === 1 && first !== undefined) return <>{nameOfEnd(first)}</>;
  return <>{say('web.planInstances', { count: end.count })}</>;
}

export function nameOfEnd({ name, address, id }: PlanEnd['examples'][number]): string {
  return name || address || id.slice(0, 8);
}

export function Prefix({ prefix }: { readonly prefix: string }) {
  const { say } = useLanguage();
  return <>{prefix.endsWith('/0') ? `${say('web.planAnywhere')} (${prefix})` : prefix}</>;
}

export function Services({ of }: { readonly of: Pick<PlanPairs, 'services' | 'more_services'> }) {
  const { say, language } = useLanguage();
  const named = of.services.slice(0, mostServices).map((text) => (text === 'any' ? say('web.planAnyService') : text));
  const more = of.services.length - named.length + of.more_services;
  return <>{listed(language, [...named, ...(more > 0 ? [say('web.planMoreServices', { count: more })] : [])])}</>;
}

/** No two rows of an outcome are the same in all of this. */
export function keyOf(sign: '+' | '-', one: PlanPairs | PlanOpening): string {
  return `${sign} ${JSON.stringify(one)}`;
}
