import { ActionIcon, Button, SegmentedControl, Switch, Tooltip } from '@mantine/core';
import { IconArrowsLeftRight, IconBookmark, IconCheck, IconCopy, IconFileText } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Family } from '../../../netfilter/index.ts';
import { moment as momentText } from '../../language/dates.ts';
import { useLanguage } from '../../language/language.tsx';
import { copy } from '../../parts/copy.ts';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { CompareTable } from './compare-table.tsx';
import classes from './iptables-tab.module.css';
import { KeepMoment } from './keep-moment.tsx';
import { MomentPicker } from './moment-picker.tsx';
import { expectedMoment, liveMoment } from './moments.ts';
import { NoAnswer } from './no-answer.tsx';
import { RawText } from './raw-text.tsx';
import type { Comparison } from '../../host-rules/reading/compare-moments.ts';
import type { HostTabProps } from './tab-props.ts';
import { useMoment, useShownMoment } from './use-moment.ts';
import { useAskOnce, useReading } from '../../host-rules/use-reading.ts';
import { useHostSay } from '../../host-rules/words.ts';

const counterMs = 2000;

/** The rules of two moments side by side, with live counters and where each rule comes from. */
export default function IptablesTab({ host, at, go }: HostTabProps) {
  const say = useHostSay();
  const from = at.from ?? expectedMoment;
  const family: Family = at.family ?? 'ipv4';
  const isRaw = at.show === 'raw';
  const isLive = at.to === undefined || at.to === liveMoment;
  const after = useShownMoment(host, at.to, isLive ? counterMs : false);
  const before = useMoment(host, from);
  const to = after.name;
  const [isKeeping, setKeeping] = useState(false);

  const ask = useMemo(
    () =>
      isRaw || before.moment === undefined || after.moment === undefined
        ? undefined
        : {
            before: before.moment,
            after: after.moment,
            family,
            isForwardOnly: at.all !== 'yes',
            isChangedOnly: at.show === 'changed',
            known: null,
          },
    [isRaw, before.moment, after.moment, family, at.all, at.show],
  );
  const reading = useReading(host, 'compare', ask, withRows);
  const textAsk = useMemo(
    () => (isRaw && after.moment !== undefined ? { at: after.moment, family } : undefined),
    [isRaw, after.moment, family],
  );
  const text = useReading(host, 'text', textAsk);
  const once = useAskOnce(host);
  const chooseFrom = useCallback((name: string) => go({ from: name }), [go]);
  const chooseTo = useCallback((name: string) => go({ to: name }), [go]);
  const textOf = async () => {
    if (once === undefined || after.moment === undefined) return '';
    return once('text', { at: after.moment, family });
  };
  const { answer } = reading;
  const error = (isRaw ? null : before.error) ?? after.error ?? (isRaw ? text.error : reading.error);
  const isThere = isRaw ? text.answer !== undefined : answer !== undefined;
  const isDrift = from === expectedMoment && to === liveMoment;

  return (
    <>
      {after.isInstead && host.alive && <NoAnswer host={host} />}
      <div className={classes['moments']}>
        <MomentPicker host={host} label={say('host.hostBefore')} value={from} onChange={chooseFrom} />
        <Tooltip label={say('host.hostSwap')}>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={say('host.hostSwap')}
            onClick={() => go({ from: to, to: from })}
          >
            <IconArrowsLeftRight size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <MomentPicker host={host} label={say('host.hostAfter')} value={to} onChange={chooseTo} />
        <SegmentedControl
          aria-label={say('host.hostFamily')}
          data={[
            { value: 'ipv4', label: 'IPv4' },
            { value: 'ipv6', label: 'IPv6' },
          ]}
          value={family}
          onChange={(chosen) => go({ family: chosen === 'ipv6' ? 'ipv6' : undefined })}
        />
        <div className={classes['buttons']}>
          <Button
            variant={isRaw ? 'light' : 'default'}
            aria-pressed={isRaw}
            leftSection={<IconFileText size={16} aria-hidden />}
            onClick={() => go({ show: isRaw ? undefined : 'raw' })}
          >
            {say('host.hostRaw')}
          </Button>
          <CopyButton textOf={textOf} />
          <Button
            variant="default"
            disabled={!host.alive}
            leftSection={<IconBookmark size={16} aria-hidden />}
            onClick={() => setKeeping(true)}
          >
            {say('host.hostKeep')}
          </Button>
        </div>
      </div>
      <div className={classes['options']}>
        <Switch
          label={say('host.hostForwardOnly')}
          checked={at.all !== 'yes'}
          disabled={isRaw}
          onChange={(event) => go({ all: event.currentTarget.checked ? undefined : 'yes' })}
        />
        <Switch
          label={say('host.hostChangedOnly')}
          checked={at.show === 'changed'}
          disabled={isRaw}
          onChange={(event) => go({ show: event.currentTarget.checked ? 'changed' : undefined })}
        />
        <Age isLive={to === liveMoment} isCompiled={to === expectedMoment} takenAt={after.takenAt} />
      </div>
      {error !== null && !isThere && (
        <Failed
          error={error}
          onRetry={() => {
            before.retry();
            after.retry();
          }}
        />
      )}
      {(error === null || isThere) && (
        <Panel isFlush>
          {isRaw ? (
            text.answer === undefined ? (
              <LoadingRows rows={10} />
            ) : (
              <RawText text={text.answer} label={say('host.hostRaw')} />
            )
          ) : answer?.rows == null ? (
            <LoadingRows rows={10} />
          ) : (
            <CompareTable comparison={{ ...answer, rows: answer.rows }} family={family} isDrift={isDrift} />
          )}
        </Panel>
      )}
      {isKeeping && (
        <KeepMoment
          host={host}
          onClose={() => setKeeping(false)}
          onKept={(name) => go({ from: name, to: liveMoment })}
        />
      )}
    </>
  );
}

/** The rows of the same comparison are sent once. */
function withRows(answer: Comparison, before: Comparison | undefined): Comparison {
  return answer.rows === null && before !== undefined ? { ...answer, rows: before.rows } : answer;
}

/** How old the counters are; said anew each second. */
function Age({
  isLive,
  isCompiled,
  takenAt,
}: {
  readonly isLive: boolean;
  readonly isCompiled: boolean;
  readonly takenAt: Date | undefined;
}) {
  const say = useHostSay();
  const { language } = useLanguage();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isLive) return;
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, [isLive]);
  if (isCompiled) return <span className={classes['age']}>{say('host.hostNotCounted')}</span>;
  if (takenAt === undefined) return null;
  if (!isLive) {
    return <span className={classes['age']}>{say('host.hostCountedAt', { time: momentText(language, takenAt) })}</span>;
  }
  const seconds = Math.max(0, Math.round((now - takenAt.getTime()) / 1000));
  return (
    <span className={classes['age']} data-live>
      {say('host.hostCountedLive', { seconds })}
    </span>
  );
}

function CopyButton({ textOf }: { readonly textOf: () => Promise<string> }) {
  const say = useHostSay();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = window.setTimeout(() => setCopied(false), 1600);
    return () => window.clearTimeout(timer);
  }, [isCopied]);
  return (
    <Button
      variant="default"
      leftSection={isCopied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
      onClick={() => void textOf().then(copy).then(setCopied)}
    >
      <span aria-live="polite">{say(isCopied ? 'web.copied' : 'host.hostCopyAll')}</span>
    </Button>
  );
}
