import { type AssertionFault, parseAssertion } from '../../../policy/index.ts';
import type { PageKey } from '../../words/page-words.ts';

const faults: { readonly [F in AssertionFault]: PageKey } = {
  form: 'web.assertionBadForm',
  service: 'web.assertionBadService',
  prefixAsTarget: 'web.assertionBadTarget',
};

export interface AssertionLine {
  /** Counted from 1, empty lines included. */
  readonly line: number;
  readonly text: string;
  readonly fault?: PageKey;
}

/** The lines of a file of assertions that are not empty, and what is wrong with them. */
export function readAssertions(text: string): readonly AssertionLine[] {
  return text.split('\n').flatMap((own, index) => {
    const trimmed = own.trim();
    if (trimmed === '') return [];
    const read = parseAssertion(trimmed);
    return [{ line: index + 1, text: trimmed, ...(typeof read === 'string' && { fault: faults[read] }) }];
  });
}
