import { Button } from '@mantine/core';
import { IconPlug, IconRadar2 } from '@tabler/icons-react';
import type { DumpAnswer } from '../../asking/dump-answer.ts';
import { Empty } from '../../parts/empty.tsx';
import { Panel } from '../../parts/panel.tsx';
import classes from './ports-tab.module.css';
import { usePasteWords } from './words.ts';

/** The ports that the rules tell of, with what they let in and out. */
export function PortsTab({
  answer: { ports },
  onReach,
}: {
  readonly answer: DumpAnswer;
  readonly onReach: (device: string) => void;
}) {
  const words = usePasteWords();
  if (ports.length === 0) {
    return (
      <Panel>
        <Empty icon={<IconPlug size={24} />}>{words('paste.noPorts')}</Empty>
      </Panel>
    );
  }
  return (
    <div className={classes['ports']}>
      {ports.map(({ device, addresses, macs, letsIn, letsOut }) => (
        <Panel
          key={device}
          title={<code>{device}</code>}
          aside={
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={<IconRadar2 size={14} aria-hidden />}
              onClick={() => onReach(device)}
            >
              {words('paste.whoReaches')}
            </Button>
          }
        >
          <p className={classes['addresses']}>
            {[addresses.length === 0 ? words('paste.portAny') : addresses.join(', '), ...macs].join(' · ')}
          </p>
          <dl className={classes['lets']}>
            <dt>{words('paste.portIn')}</dt>
            <dd>
              <Letting what={letsIn} />
            </dd>
            <dt>{words('paste.portOut')}</dt>
            <dd>
              <Letting what={letsOut} />
            </dd>
          </dl>
        </Panel>
      ))}
    </div>
  );
}

function Letting({ what }: { readonly what: readonly string[] }) {
  const words = usePasteWords();
  if (what.length === 0) return words('paste.portNothing');
  return (
    <ul className={classes['list']}>
      {what.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  );
}
