import { Button, SegmentedControl, Select, Switch } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconSitemap } from '@tabler/icons-react';
import { Suspense, lazy, useCallback, useMemo, useState } from 'react';
import type { Family } from '../../../netfilter/index.ts';
import { Failed } from '../../parts/failed.tsx';
import { FilterBox } from '../../parts/filter-box.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ChainTable } from './chain-table.tsx';
import classes from './chains-tab.module.css';
import { MomentPicker } from './moment-picker.tsx';
import { NoAnswer } from './no-answer.tsx';
import type { ChainEntry } from '../../host-rules/reading/chain-list.ts';
import type { HostTabProps } from './tab-props.ts';
import { useShownMoment } from './use-moment.ts';
import { useReading } from '../../host-rules/use-reading.ts';
import { useHostSay } from '../../host-rules/words.ts';

const ChainMap = lazy(() => import('./chain-map.tsx'));

/** What each chain is for and what its rules do, as a list and as a picture of how they lead to each other. */
export default function ChainsTab({ host, at, go }: HostTabProps) {
  const say = useHostSay();
  const family: Family = at.family ?? 'ipv4';
  const { moment, error: momentError, retry, name, isInstead } = useShownMoment(host, at.to);
  const ask = useMemo(() => (moment === undefined ? undefined : { at: moment, family }), [moment, family]);
  const { answer, error: readError } = useReading(host, 'chains', ask);
  const error = momentError ?? readError;
  const isWide = useMediaQuery('(min-width: 1320px)', window.innerWidth >= 1320);
  const isMapShown = isWide ? at.map !== 'off' : at.map === 'on';
  const [target, setTarget] = useState<{ readonly chain: string }>();
  const filter = useCallback((text: string) => go({ filter: text || undefined }), [go]);

  const instances = useMemo(() => instancesOf(answer ?? []), [answer]);
  const shown = useMemo(
    () => (answer ?? []).filter((entry) => fits(entry, at.instance, at.filter, at.all === 'yes')),
    [answer, at.instance, at.filter, at.all],
  );
  return (
    <>
      {isInstead && host.alive && <NoAnswer host={host} />}
      <div className={classes['toolbar']}>
        <MomentPicker host={host} label={say('host.hostMoment')} value={name} onChange={(to) => go({ to })} />
        <Select
          label={say('host.hostInstance')}
          data={[
            { value: '', label: say('host.hostAllInstances') },
            ...instances.map(({ device, name: called }) => ({
              value: device,
              label: called === device ? device : `${called} · ${device}`,
            })),
          ]}
          value={at.instance ?? ''}
          onChange={(device) => go({ instance: device || undefined })}
          allowDeselect={false}
          searchable={instances.length > 8}
          limit={100}
          comboboxProps={{ keepMounted: false }}
          className={classes['instance'] ?? ''}
        />
        <SegmentedControl
          aria-label={say('host.hostFamily')}
          data={[
            { value: 'ipv4', label: 'IPv4' },
            { value: 'ipv6', label: 'IPv6' },
          ]}
          value={family}
          onChange={(chosen) => go({ family: chosen === 'ipv6' ? 'ipv6' : undefined })}
        />
        <div className={classes['filter']}>
          <FilterBox value={at.filter ?? ''} onChange={filter} />
        </div>
      </div>
      <div className={classes['options']}>
        <Switch
          label={say('host.hostForwardOnly')}
          checked={at.all !== 'yes'}
          onChange={(event) => go({ all: event.currentTarget.checked ? undefined : 'yes' })}
        />
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconSitemap size={16} aria-hidden />}
          aria-expanded={isMapShown}
          onClick={() => go({ map: isMapShown ? (isWide ? 'off' : undefined) : isWide ? undefined : 'on' })}
        >
          {say(isMapShown ? 'host.hostHideMap' : 'host.hostShowMap')}
        </Button>
        {answer !== undefined && (
          <span className={classes['count']}>
            {say('host.hostChains', { count: shown.length })} ·{' '}
            {say('host.hostRules', { count: shown.reduce((sum, { rules }) => sum + rules.length, 0) })}
          </span>
        )}
      </div>
      {error !== null && answer === undefined && <Failed error={error} onRetry={retry} />}
      {(error === null || answer !== undefined) && (
        <div className={classes['both']} data-map={isMapShown || undefined}>
          <Panel isFlush>
            {answer === undefined ? (
              <LoadingRows rows={10} />
            ) : shown.length === 0 ? (
              <p className={classes['none']}>{say('host.hostNothingShown')}</p>
            ) : (
              <ChainTable chains={shown} target={target} onGo={(chain) => setTarget({ chain })} />
            )}
          </Panel>
          {isMapShown && answer !== undefined && (
            <div className={classes['map']}>
              <Suspense fallback={<LoadingRows />}>
                <ChainMap chains={answer} instance={at.instance} onGo={(chain) => setTarget({ chain })} />
              </Suspense>
            </div>
          )}
        </div>
      )}
    </>
  );
}

/** Instances that chains of the host are of, by name. */
function instancesOf(chains: readonly ChainEntry[]) {
  const found = new Map(chains.flatMap(({ ports }) => ports.map((port) => [port.device, port] as const)));
  const names = new Intl.Collator('en', { numeric: true });
  return [...found.values()].sort((a, b) => names.compare(a.name, b.name));
}

/** Chains of no instance lead to all of them. */
function fits(
  { table, chain, isForwarding, ports, purpose, rules }: ChainEntry,
  instance: string | undefined,
  filter: string | undefined,
  isAll: boolean,
): boolean {
  if (!isAll && !isForwarding) return false;
  if (instance !== undefined && ports.length > 0 && !ports.some(({ device }) => device === instance)) return false;
  if (filter === undefined) return true;
  const text = filter.toLowerCase();
  const has = (word: string | undefined) => word?.toLowerCase().includes(text) ?? false;
  return (
    [table, chain, purpose, ...ports.map(({ device }) => device)].some(has) ||
    rules.some((rule) => has(rule.asks) || has(rule.target ?? undefined) || has(rule.why?.words))
  );
}
