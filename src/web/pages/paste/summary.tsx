import { Switch } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconHelpCircle, IconInfoCircle, IconX } from '@tabler/icons-react';
import type { DumpAnswer, DumpFinding } from '../../asking/dump-answer.ts';
import { Panel } from '../../parts/panel.tsx';
import classes from './summary.module.css';
import { usePasteWords } from './words.ts';

const icons = {
  error: IconX,
  loss: IconAlertTriangle,
  question: IconHelpCircle,
  assumption: IconInfoCircle,
  info: IconInfoCircle,
} as const;

const order: readonly DumpFinding['severity'][] = ['error', 'loss', 'question', 'assumption', 'info'];
const most = 40;

/** What there is on the host, and how well its texts could be read, with the lines. */
export function Summary({
  answer,
  isAssumed,
  onAssume,
}: {
  readonly answer: DumpAnswer;
  readonly isAssumed: boolean;
  readonly onAssume: (isAssumed: boolean) => void;
}) {
  const words = usePasteWords();
  const findings = [...answer.findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return (
    <div className={classes['both']}>
      <Panel title={words('paste.summary')}>
        <div role="status">
          <ul className={classes['sentences']}>
            {answer.summary.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
      </Panel>
      <Panel title={words('paste.findings')}>
        {findings.length === 0 && (
          <p className={classes['well']}>
            <IconCheck size={16} aria-hidden /> {words('paste.findingsNone')}
          </p>
        )}
        <ul className={classes['findings']}>
          {findings.slice(0, most).map((finding, index) => {
            const Icon = icons[finding.severity];
            return (
              // The same can be said of many lines.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={index} data-severity={finding.severity}>
                <Icon size={16} aria-hidden />
                <span>
                  <b>{words(`paste.severity_${finding.severity}`)}</b> {finding.words}{' '}
                  <span className={classes['place']}>
                    {finding.text === ''
                      ? words('paste.line', { line: finding.line })
                      : words('paste.inText', { text: finding.text, line: finding.line })}
                  </span>
                </span>
              </li>
            );
          })}
        </ul>
        {(answer.interfaces === 'asked' || isAssumed) && (
          <Switch
            className={classes['assume'] ?? ''}
            label={words('paste.assume')}
            description={words('paste.assumeAbout')}
            checked={isAssumed}
            onChange={(event) => onAssume(event.currentTarget.checked)}
          />
        )}
      </Panel>
    </div>
  );
}
