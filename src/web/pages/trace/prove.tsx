import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.ts';
import { type Lab, type LabProbe, sendPacket } from '../../api/lab.ts';
import { askWorker } from '../../api/traces.ts';
import type { ProofAnswer } from '../../asking/proof.ts';
import type { TraceAnswer } from '../../asking/trace-answer.ts';
import type { TraceAsk } from '../../asking/trace-ask.ts';
import { useLanguage } from '../../language/language.tsx';
import { CopyText } from '../../parts/copy-text.tsx';
import { FormFailure } from '../../parts/failed.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useLab } from '../launch/use-lab.ts';
import classes from './prove.module.css';
import { useTraceWords } from './words.ts';

/** How an answer is put to the proof: in a lab by a packet that it sends, elsewhere on a command line. */
export function Prove({
  answer,
  ask,
  proof,
  onProof,
}: {
  readonly answer: TraceAnswer;
  readonly ask: TraceAsk;
  readonly proof: ProofAnswer | undefined;
  readonly onProof: (proof: ProofAnswer) => void;
}) {
  const words = useTraceWords();
  const api = useApi();
  const client = useQueryClient();
  const { language } = useLanguage();
  const lab = useLab();
  const ends = lab && endsInLab(answer, lab);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (names: { readonly from: string; readonly to: string }) => {
      const probe = await sendPacket(api, { ...names, service: ask.service });
      return askWorker(client, 'proof', { trace: ask, ...seenOf(probe) }, language);
    },
    onSuccess: onProof,
  });
  const isOfLab = ends !== undefined && answer.turn === 'first' && /^(?:tcp|udp)\/\d+$|^icmp$/.test(ask.service);
  return (
    <Panel title={words('trace.prove')}>
      {isOfLab ? (
        <>
          <p className={classes['about']}>
            {words(lab?.simulated == null ? 'trace.proveHere' : 'trace.proveSimulated')}
          </p>
          <Button
            variant="light"
            size="xs"
            leftSection={<IconSend size={14} aria-hidden />}
            onClick={() => mutate(ends)}
            loading={isPending}
          >
            {words('trace.proveSend')}
          </Button>
          {error !== null && <FormFailure error={error} />}
          {proof !== undefined && <Shown proof={proof} />}
        </>
      ) : (
        <p className={classes['about']}>{words('trace.proveAbout')}</p>
      )}
      <CopyText text={`${answer.command} --live`} />
    </Panel>
  );
}

/** The names of both ends in the lab; undefined: one of them is none of its instances. */
function endsInLab({ from, to }: TraceAnswer, { instances }: Lab) {
  const nameOf = (port: string | null) => instances.find(({ port_id }) => port_id === port)?.name;
  const [near, far] = [nameOf(from.port), nameOf(to.port)];
  return near === undefined || far === undefined ? undefined : { from: near, to: far };
}

function seenOf({ verdict, how, moved }: LabProbe) {
  return {
    isReal: how === 'sent',
    arrived: verdict === 'allowed',
    moved: moved.map(({ host, rules }) => ({
      host,
      rules: rules.map(({ table, chain, index }) => ({ table, chain, rule: index })),
    })),
  };
}

/** What the packet showed. */
function Shown({ proof }: { readonly proof: ProofAnswer }) {
  const words = useTraceWords();
  const { isReal, arrived, expected, rules, counted, still, unexpected } = proof;
  if (!isReal) return <p className={classes['shown']}>{words('trace.packetSimulated')}</p>;
  return (
    <div className={classes['shown']} role="status">
      <p>{words(arrived === true ? 'trace.packetArrived' : 'trace.packetLost', { counted, count: rules })}</p>
      <ul className={classes['odd']}>
        {arrived !== null && expected !== null && arrived !== expected && (
          <li>{words(arrived ? 'trace.arrivedYet' : 'trace.didNotArrive')}</li>
        )}
        {still.map(({ host, chain, rule }) => (
          <li key={`${host} ${chain} ${rule}`}>{words('trace.still', { host, chain, rule })}</li>
        ))}
        {unexpected.map(({ host, chain, rule }) => (
          <li key={`${host} ${chain} ${rule}`}>{words('trace.unexpected', { host, chain, rule })}</li>
        ))}
      </ul>
    </div>
  );
}
