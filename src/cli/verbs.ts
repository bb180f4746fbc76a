import type { VerbEntry } from './verb.ts';

/**
 * Every verb, with the words that call it, in the order of the help. A file is loaded when its verb is called (or
 * the help lists it), so that starting stays quick however many there are.
 */
export const verbs: readonly VerbEntry[] = [
  { words: ['lab'], load: () => import('./verbs/lab.ts') },
  { words: ['lab', 'up'], load: () => import('./verbs/lab-up.ts') },
  { words: ['lab', 'down'], load: () => import('./verbs/lab-down.ts') },
  { words: ['lab', 'status'], load: () => import('./verbs/lab-status.ts') },
  { words: ['lab', 'launch'], load: () => import('./verbs/lab-launch.ts') },
  { words: ['lab', 'delete'], load: () => import('./verbs/lab-delete.ts') },
  { words: ['lab', 'exec'], load: () => import('./verbs/lab-exec.ts') },
  { words: ['lab', 'probe'], load: () => import('./verbs/lab-probe.ts') },
  { words: ['lab', 'supervise'], load: () => import('./verbs/lab-supervise.ts') },
  { words: ['sg', 'list'], load: () => import('./verbs/sg-list.ts') },
  { words: ['sg', 'show'], load: () => import('./verbs/sg-show.ts') },
  { words: ['sg', 'create'], load: () => import('./verbs/sg-create.ts') },
  { words: ['sg', 'set'], load: () => import('./verbs/sg-set.ts') },
  { words: ['sg', 'delete'], load: () => import('./verbs/sg-delete.ts') },
  { words: ['sg', 'rule', 'list'], load: () => import('./verbs/sg-rule-list.ts') },
  { words: ['sg', 'rule', 'add'], load: () => import('./verbs/sg-rule-add.ts') },
  { words: ['sg', 'rule', 'delete'], load: () => import('./verbs/sg-rule-delete.ts') },
  { words: ['port', 'list'], load: () => import('./verbs/port-list.ts') },
  { words: ['port', 'show'], load: () => import('./verbs/port-show.ts') },
  { words: ['port', 'create'], load: () => import('./verbs/port-create.ts') },
  { words: ['port', 'set'], load: () => import('./verbs/port-set.ts') },
  { words: ['port', 'delete'], load: () => import('./verbs/port-delete.ts') },
  { words: ['network', 'list'], load: () => import('./verbs/network-list.ts') },
  { words: ['network', 'show'], load: () => import('./verbs/network-show.ts') },
  { words: ['network', 'create'], load: () => import('./verbs/network-create.ts') },
  { words: ['network', 'delete'], load: () => import('./verbs/network-delete.ts') },
  { words: ['subnet', 'list'], load: () => import('./verbs/subnet-list.ts') },
  { words: ['subnet', 'show'], load: () => import('./verbs/subnet-show.ts') },
  { words: ['subnet', 'create'], load: () => import('./verbs/subnet-create.ts') },
  { words: ['subnet', 'delete'], load: () => import('./verbs/subnet-delete.ts') },
  { words: ['host', 'list'], load: () => import('./verbs/host-list.ts') },
  { words: ['host', 'show'], load: () => import('./verbs/host-show.ts') },
  { words: ['host', 'diff'], load: () => import('./verbs/host-diff.ts') },
  { words: ['host', 'snapshot'], load: () => import('./verbs/host-snapshot.ts') },
  { words: ['agent', 'run'], load: () => import('./verbs/agent-run.ts') },
  { words: ['version'], load: () => import('./verbs/version.ts') },
];
