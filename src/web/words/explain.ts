import { chapter } from '../../words/index.ts';

/** How the pages that explain are called; what they say is loaded with them. */
export const explainPageWords = chapter(
  {
    traceTitle: 'Trace',
    pasteTitle: 'Paste a dump',
    reachTitle: 'Reachability',
    traceFrom: 'Trace from here',
    traceTo: 'Trace to here',
    traceKeyEdit: 'Change the question',
  },
  {
    traceTitle: '追踪',
    pasteTitle: '粘贴转储',
    reachTitle: '可达性',
    traceFrom: '从这里追踪',
    traceTo: '追踪到这里',
    traceKeyEdit: '修改问题',
  },
);
