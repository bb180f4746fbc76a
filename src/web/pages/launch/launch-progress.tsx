import { Button } from '@mantine/core';
import { IconCheck, IconCircle, IconLoader2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useApi } from '../../api/api-context.ts';
import { type Lab, type LaunchedInstance, portOfInstance } from '../../api/lab.ts';
import { useSay } from '../../language/language.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import classes from './launch-progress.module.css';

/** How far an instance is, by what the API says of its port; and, once it runs, where it landed. */
export function LaunchProgress({
  lab,
  name,
  launched,
  onClose,
}: {
  readonly lab: Lab;
  readonly name: string;
  /** Undefined while it is under way. */
  readonly launched: LaunchedInstance | undefined;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const api = useApi();
  const { data: port } = useQuery(portOfInstance(api, name));
  const host = launched?.host ?? port?.['binding:host_id'] ?? '';
  const isRunning = launched !== undefined;
  const isPlaced = isRunning || host !== '';
  const isFiltered = isRunning || (isPlaced && port?.status === 'ACTIVE');
  const addresses = launched?.fixed_ips.join(', ') ?? '';
  const boot = lab.simulated === null ? 'web.launchStepBoot' : 'web.launchStepSimulated';
  const booted = lab.simulated === null ? say('web.launchStepBootDone', { addresses }) : `${say(boot)} · ${addresses}`;
  const steps = [
    { isDone: isPlaced, words: isPlaced ? say('web.launchStepPortDone', { host }) : say('web.launchStepPort') },
    {
      isDone: isFiltered,
      words: isFiltered ? say('web.launchStepFilterDone', { host }) : say('web.launchStepFilter'),
    },
    { isDone: isRunning, words: isRunning ? booted : say(boot) },
  ];
  const current = steps.findIndex(({ isDone }) => !isDone);
  return (
    <Dialog title={say(isRunning ? 'web.launched' : 'web.launching', { name })} isOpen onClose={onClose}>
      <ol className={classes['steps']} aria-live="polite">
        {steps.map(({ isDone, words }, index) => {
          const state = isDone ? 'done' : index === current ? 'doing' : 'waiting';
          return (
            <li key={words} data-state={state}>
              <StepIcon state={state} />
              <span className={classes['hidden']}>{say(stateWords[state])}</span>
              {words}
            </li>
          );
        })}
      </ol>
      {isRunning && (
        <p className={classes['see']}>
          <Link
            to="/hosts/$host"
            params={{ host }}
            search={{ tab: 'iptables', from: launched.dumps.before, to: launched.dumps.after }}
          >
            {say('web.launchSee', { host })}
          </Link>
        </p>
      )}
      <div className={classes['buttons']}>
        <Button variant={isRunning ? 'filled' : 'default'} onClick={onClose}>
          {say('web.launchClose')}
        </Button>
      </div>
    </Dialog>
  );
}

const stateWords = { done: 'web.launchDone', doing: 'web.launchDoing', waiting: 'web.launchWaiting' } as const;

function StepIcon({ state }: { readonly state: keyof typeof stateWords }) {
  const Icon = state === 'done' ? IconCheck : state === 'doing' ? IconLoader2 : IconCircle;
  return <Icon size={18} aria-hidden className={classes[state]} />;
}
