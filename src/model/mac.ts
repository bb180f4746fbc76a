declare const brand: unique symbol;

/** A MAC address as six pairs of small hex digits with colons. */
export type Mac = string & { readonly [brand]: 'Mac' };

/** Nearly every MAC comes so; reading them all by the patterns with groups showed in the profile of a large host. */
const canonical = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;

const spellings = [
  /^([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2})$/i,
  /^([0-9a-f]{1,2})-([0-9a-f]{1,2})-([0-9a-f]{1,2})-([0-9a-f]{1,2})-([0-9a-f]{1,2})-([0-9a-f]{1,2})$/i,
  /^([0-9a-f]{2})([0-9a-f]{2})\.([0-9a-f]{2})([0-9a-f]{2})\.([0-9a-f]{2})([0-9a-f]{2})$/i,
  /^([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i,
];

/** "FA-16-3E-5-B8-3" -> "fa:16:3e:05:b8:03"; also without separators and in the dotted form. Undefined otherwise. */
export function parseMac(text: string): Mac | undefined {
  if (canonical.test(text)) return text as Mac;
  for (const spelling of spellings) {
    const match = spelling.exec(text);
    if (match) {
      return match
        .slice(1)
        .map((octet) => octet.toLowerCase().padStart(2, '0'))
        .join(':') as Mac;
    }
  }
  return undefined;
}
