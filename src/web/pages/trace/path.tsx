import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Suspense, lazy, useEffect, useState } from 'react';
import type { PassAnswer } from '../../asking/pass-answer.ts';
import type { TraceAnswer } from '../../asking/trace-answer.ts';
import { LoadingRows } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { copy } from '../../parts/copy.ts';
import { PathList } from './path-list.tsx';
import classes from './path.module.css';
import { type TraceWords, useTraceWords } from './words.ts';

// A picture of what the list says: most of the time the list is there long before anybody looks at it.
const ChainMap = lazy(() => import('./chain-map.tsx'));

/** The rules that the packet met on one host, and beside them a map of their chains. */
export function Path({
  answer,
  shown,
  isAll,
  onAll,
  onShow,
}: {
  readonly answer: TraceAnswer;
  readonly shown: number;
  readonly isAll: boolean;
  readonly onAll: (all: boolean) => void;
  readonly onShow: (pass: number) => void;
}) {
  const words = useTraceWords();
  const pass = answer.passes[shown];
  if (pass === undefined) return null;
  return (
    <div className={classes['both']}>
      <Panel isFlush title={words('trace.pathOn', { host: pass.host })} aside={<CopyRules key={shown} pass={pass} />}>
        {answer.passes.length > 1 && (
          <div className={classes['passes']} role="group" aria-label={words('trace.path')}>
            {answer.passes.map((one, index) => (
              <button
                // A pass has no name but its place.
                // oxlint-disable-next-line react/no-array-index-key
                key={index}
                type="button"
                className={classes['pass']}
                aria-pressed={index === shown}
                onClick={() => onShow(index)}
              >
                {passWords(one, words)}
              </button>
            ))}
          </div>
        )}
        <PathList pass={pass} isAll={isAll} onAll={onAll} />
      </Panel>
      <Panel title={words('trace.map')} isFlush aside={<Legend verdict={pass.verdict} />}>
        <Suspense fallback={<LoadingRows rows={4} />}>
          <ChainMap map={pass.map} verdict={pass.verdict} />
        </Suspense>
      </Panel>
    </div>
  );
}

function passWords({ host, step }: PassAnswer, words: TraceWords): string {
  return words(step === 'tunnel' ? 'trace.tunnelOn' : 'trace.onHost', { host });
}

function Legend({ verdict }: Pick<PassAnswer, 'verdict'>) {
  const words = useTraceWords();
  return (
    <span className={classes['legend']} data-verdict={verdict} aria-hidden>
      <span data-state="visited">{words('trace.mapVisited')}</span>
      <span data-state="decides">{words('trace.mapDecides')}</span>
      <span data-state="beside">{words('trace.mapBeside')}</span>
    </span>
  );
}

const shownMs = 1600;

function CopyRules({ pass }: { readonly pass: PassAnswer }) {
  const words = useTraceWords();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = window.setTimeout(() => setCopied(false), shownMs);
    return () => window.clearTimeout(timer);
  }, [isCopied]);
  const text = pass.chains.flatMap(({ rows }) => rows.map((row) => row.text)).join('\n');
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      leftSection={isCopied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
      onClick={() => void copy(`${text}\n`).then(setCopied)}
    >
      {words(isCopied ? 'trace.pathCopied' : 'trace.pathCopy')}
    </Button>
  );
}
