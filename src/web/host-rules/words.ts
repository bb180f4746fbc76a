import { useCallback } from 'react';
import { type Params } from '../../words/index.ts';
import { type PageKey } from '../words/page-words.ts';
import { hostPageWords } from '../words/pages/host.ts';
import { chapterWords } from '../language/chapter-words.ts';
import { useSay } from '../language/language.tsx';

const useOwnWords = chapterWords({ host: hostPageWords });
type OwnKey = Parameters<ReturnType<typeof useOwnWords>>[0];
export type HostSay = (key: PageKey | OwnKey, params?: Params) => string;

/** Says the words that all pages share, and those of a host's page, which are loaded with it. */
export function useHostSay(): HostSay {
  const say = useSay();
  const own = useOwnWords();
  return useCallback((key, params) => (isOwn(key) ? own(key, params) : say(key, params)), [say, own]);
}

function isOwn(key: PageKey | OwnKey): key is OwnKey {
  return key.startsWith('host.');
}
