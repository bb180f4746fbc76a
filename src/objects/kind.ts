/** What the commands must know of a kind of API object to list, find and name one. */
export interface Kind<Row extends Named> {
  /** In a path: "security-groups". */
  readonly path: string;
  /** In a body: one, and many. */
  readonly one: string;
  readonly many: string;
  /** Key of the catalogue's word for it: `cli.noun…`. */
  readonly noun: 'nounSecurityGroup' | 'nounRule' | 'nounPort' | 'nounNetwork' | 'nounSubnet' | 'nounHost' | 'nounPlan';
  /** Objects of the kind have no names to search by. */
  readonly nameless?: true;
  /** Command that lists all of them. */
  readonly list: string;
  /** Other texts than name and id that mean an object: addresses, a tap. */
  readonly alsoKnownAs?: (row: Row) => readonly string[];
}

export interface Named {
  readonly id: string;
  readonly name?: string;
}
