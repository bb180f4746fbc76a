import { Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconEyeOff,
  IconFileText,
  IconMathFunction,
  IconRosetteDiscountCheck,
  IconX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ProofAnswer } from '../../asking/proof.ts';
import type { HostAnswer, TraceAnswer } from '../../asking/trace-answer.ts';
import { useLanguage } from '../../language/language.tsx';
import classes from './standing.module.css';
import { type TraceWords, useTraceWords } from './words.ts';

/**
 * How far the answer can be relied on: it was evaluated, always; whether the hosts hold what they should is another thing,
 * and that a packet proved it a third. No one of them is shown as another.
 */
export function Standing({
  answer: { hosts },
  source,
  proof,
}: {
  readonly answer: TraceAnswer;
  readonly source: 'server' | 'texts';
  readonly proof: ProofAnswer | undefined;
}) {
  const words = useTraceWords();
  const { language } = useLanguage();
  const isUnseen = hosts.some(({ readAt }) => readAt === null);
  const isApplied = hosts.length > 0 && hosts.every((host) => host.isApplied);
  return (
    <div className={classes['standing']}>
      <Pill kind="plain" icon={<IconMathFunction size={14} aria-hidden />} about={words('trace.evaluatedAbout')}>
        {words('trace.evaluated')}
      </Pill>
      {source === 'texts' ? (
        <Pill kind="plain" icon={<IconFileText size={14} aria-hidden />} about={words('trace.byTextsAbout')}>
          {words('trace.byTexts')}
        </Pill>
      ) : isApplied ? (
        <Pill kind="good" icon={<IconCheck size={14} aria-hidden />} about={words('trace.appliedAbout')}>
          {words('trace.applied')}
        </Pill>
      ) : isUnseen ? (
        <Pill kind="warn" icon={<IconEyeOff size={14} aria-hidden />} about={words('trace.unseenAbout')}>
          {words('trace.unseen')}
        </Pill>
      ) : (
        hosts.length > 0 && (
          <Pill kind="warn" icon={<IconAlertTriangle size={14} aria-hidden />} about={words('trace.behindAbout')}>
            {words('trace.notApplied')}
          </Pill>
        )
      )}
      {proof?.isReal === true &&
        (proof.proved ? (
          <Pill
            kind="proved"
            icon={<IconRosetteDiscountCheck size={14} aria-hidden />}
            about={words('trace.provedAbout')}
          >
            {words('trace.proved')}
          </Pill>
        ) : (
          <Pill kind="bad" icon={<IconX size={14} aria-hidden />} about={words('trace.didOtherwiseAbout')}>
            {words('trace.didOtherwise')}
          </Pill>
        ))}
      {source === 'server' && (
        <ul className={classes['hosts']}>
          {hosts.map((host) => (
            <li key={host.name} data-doubt={!host.isApplied || undefined}>
              <b>{host.name}</b> {hostWords(host, words)}
              {host.readAt !== null && <span> · {words('trace.readAt', { time: clock(language, host.readAt) })}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function hostWords({ readAt, revision, enforced, differences, isApplied }: HostAnswer, words: TraceWords): string {
  if (isApplied && revision !== null) return words('trace.asOf', { revision });
  const isBehind = revision !== null && (enforced ?? -1) < revision;
  const parts = [
    ...(readAt === null ? [words('trace.hostShould')] : []),
    ...(isBehind ? [words('trace.hostBehind', { enforced: enforced ?? 0, revision })] : []),
    ...(!isBehind && differences > 0 ? [words('trace.hostDiffers', { count: differences })] : []),
  ];
  return parts.join(' · ');
}

function clock(language: string, time: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(new Date(time));
}

function Pill({
  kind,
  icon,
  about,
  children,
}: {
  readonly kind: 'plain' | 'good' | 'warn' | 'proved' | 'bad';
  readonly icon: ReactNode;
  readonly about: string;
  readonly children: ReactNode;
}) {
  return (
    <Tooltip label={about} multiline w={260}>
      <span className={classes['pill']} data-kind={kind}>
        {icon}
        {children}
      </span>
    </Tooltip>
  );
}
