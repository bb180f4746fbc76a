import { useSay } from '../language/language.tsx';
import { failureWords } from './failure-words.ts';

/** A refusal below the field that it is about, with what to do. */
export function FieldFailure({ error }: { readonly error: unknown }) {
  const say = useSay();
  const { sentence, hint, isEnglish } = failureWords(say, error);
  return (
    <>
      <span lang={isEnglish ? 'en' : undefined}>{sentence}</span> {hint}
    </>
  );
}
