import { agentErrors, agentWords } from './agent.ts';
import { type KeyOf, type Language, type Params, sentencesOf } from './catalogue.ts';
import { clientErrors } from './client.ts';
import { cliWords } from './cli.ts';
import { cliErrors } from './cli-errors.ts';
import { compilerErrors, compilerWords } from './compiler.ts';
import { type ErrorWords, generalErrors } from './errors.ts';
import { dumpsErrors, dumpsWords } from './dumps.ts';
import { explainErrors, explainWords } from './explain.ts';
import { findingsWords } from './findings.ts';
import { hostsWords } from './hosts.ts';
import { kernelErrors, kernelWords } from './kernel.ts';
import { labErrors, labWords } from './lab.ts';
import { netfilterErrors, netfilterWords } from './netfilter.ts';
import { planWords } from './plan.ts';
import { questionsErrors, questionsWords } from './questions.ts';
import { readerWords } from './reader.ts';
import { readingWords } from './reading.ts';
import { reasons } from './reasons.ts';
import { serverErrors, serverWords } from './server.ts';
import { storeErrors } from './store.ts';
import { type Translate, createTranslator } from './translator.ts';
import { wireErrors, wireWords } from './wire.ts';

const chapters = {
  agent: agentWords,
  cli: cliWords,
  compiler: compilerWords,
  dumps: dumpsWords,
  explain: explainWords,
  findings: findingsWords,
  hosts: hostsWords,
  kernel: kernelWords,
  lab: labWords,
  netfilter: netfilterWords,
  plan: planWords,
  questions: questionsWords,
  reader: readerWords,
  reading: readingWords,
  server: serverWords,
  wire: wireWords,
} as const;

const errorChapters = [
  generalErrors,
  agentErrors,
  clientErrors,
  cliErrors,
  compilerErrors,
  dumpsErrors,
  explainErrors,
  kernelErrors,
  labErrors,
  netfilterErrors,
  questionsErrors,
  serverErrors,
  storeErrors,
  wireErrors,
] as const;

/** `chapter.key`, for each sentence of the catalogue; the two forms of a plural are one key. */
export type WordsKey = KeyOf<typeof chapters>;

/** Every code that an error of the project can have. */
export type ErrorCode = Extract<keyof UnionToIntersection<(typeof errorChapters)[number]['en']>, string>;
type UnionToIntersection<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void ? I : never;

/** All errors by code; the reference page is written from it. */
export const errorTable: Readonly<Record<Language, Readonly<Record<string, readonly [string, string]>>>> = {
  en: Object.assign({}, ...errorChapters.map((c) => c.en)),
  'zh-CN': Object.assign({}, ...errorChapters.map((c) => c['zh-CN'])),
};

/** Every code that an answer of the explainer can have. */
export type ReasonCode = Extract<keyof typeof reasons.en, string>;

/** All reasons by code; the reference page is written from it. */
export const reasonTable: Readonly<Record<Language, Readonly<Record<ReasonCode, readonly [string, string]>>>> = reasons;

let made: Translate | undefined;

/** Made when something is first said: most commands are quick and silent. */
function translate(language: Language, key: string, params: Params): string {
  made ??= createTranslator({ en: sentences('en'), 'zh-CN': sentences('zh-CN') });
  return made(language, key, params);
}

/** A sentence of the catalogue in one language. */
export function say(language: Language, key: WordsKey, params: Params = {}): string {
  return translate(language, key, params);
}

/** Sentence and hint of an error in one language. */
export function sayError(language: Language, code: ErrorCode, params: Params = {}): ErrorWords {
  return {
    message: translate(language, `error.${code}.message`, params),
    hint: translate(language, `error.${code}.hint`, params),
  };
}

/** Sentence and advice of a reason in one language. */
export function sayReason(language: Language, code: ReasonCode, params: Params = {}): ErrorWords {
  return {
    message: translate(language, `reason.${code}.message`, params),
    hint: translate(language, `reason.${code}.hint`, params),
  };
}

/**
 * The whole catalogue in one language: sentences by `chapter.key`, errors by `error.CODE.message` and `error.CODE.hint`,
 * reasons likewise.
 */
export function sentences(language: Language): Readonly<Record<string, string>> {
  const all: Record<string, string> = { ...sentencesOf(chapters, language) };
  for (const [code, [message, hint]] of Object.entries(errorTable[language])) {
    all[`error.${code}.message`] = message;
    all[`error.${code}.hint`] = hint;
  }
  for (const [code, [message, hint]] of Object.entries(reasonTable[language])) {
    all[`reason.${code}.message`] = message;
    all[`reason.${code}.hint`] = hint;
  }
  return all;
}
