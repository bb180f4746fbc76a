/** Who wants to reach whom, by what: texts as people write them. */
export interface TraceAsk {
  readonly from: string;
  readonly to: string;
  readonly service: string;
  readonly turn: AskedTurn;
  /** Every rule that was asked, also those that did not match. */
  readonly all: boolean;
}

/** Which packets of the connection are judged; of a conversation one after the other, until one does not arrive. */
export type AskedTurn = 'first' | 'reply' | 'conversation';
