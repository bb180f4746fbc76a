/** How a ruleset is written as text, beyond its rules. */
export interface PrintStyle {
  /**
   * `given`: those that are there. `none`. `chains`: of chains only, as iptables-save. `all`: of chains and rules, as
   * iptables-save -c. What is asked for and not there is `[0:0]`.
   */
  readonly counters: 'given' | 'none' | 'chains' | 'all';
  /** Lines that say nothing about rules (comments, blank lines, lines not understood), with their place from 0. */
  readonly remarks?: readonly Remark[];
}

export interface Remark {
  readonly line: number;
  readonly text: string;
}
