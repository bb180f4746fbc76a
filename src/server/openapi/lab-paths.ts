import { LabInstanceParamsSchema, LabProbeSchema, LabWishSchema } from '../lab/bodies.ts';
import { type Schema, list, nullable, object, plain, words } from '../resource/schema.ts';
import { type Paths, operation, parametersOf } from './operation.ts';

const inLab = { tag: 'lab', description: 'For administrators; of use on the server of a lab only.' } as const;

const instance = {
  name: plain.text,
  image: plain.text,
  host: plain.text,
  port_id: plain.uuid,
  tap: plain.text,
  mac_address: plain.text,
  fixed_ips: list(plain.text),
  network_id: plain.uuid,
  security_groups: list(plain.text),
};
const end: Schema = object({ name: plain.text, host: plain.text, address: plain.text });

/** Instances and packets of the lab that a server is part of. */
export const labPaths: Paths = {
  '/portreeve/v1/lab': {
    get: operation({
      id: 'show_lab',
      summary: 'The lab that the server is part of; null: it is of none',
      ...inLab,
      answer: [
        200,
        object({
          lab: nullable(
            object({
              simulated: nullable(plain.text),
              hosts: list(plain.text),
              images: list(object({ name: plain.text, port: nullable(plain.integer) })),
              instances: list(object(instance)),
            }),
          ),
        }),
      ],
      refusals: [403, 503],
    }),
  },
  '/portreeve/v1/lab/instances': {
    post: operation({
      id: 'launch_lab_instance',
      summary: 'Starts an instance; answers once it runs behind its filters',
      ...inLab,
      body: LabWishSchema,
      answer: [
        201,
        object({ instance: object({ ...instance, dumps: object({ before: plain.text, after: plain.text }) }) }),
      ],
      refusals: [400, 403, 404, 409, 503, 504],
    }),
  },
  '/portreeve/v1/lab/instances/{name}': {
    delete: operation({
      id: 'delete_lab_instance',
      summary: 'Ends an instance and deletes its port',
      ...inLab,
      parameters: parametersOf('path', LabInstanceParamsSchema),
      answer: [204],
      refusals: [403, 404, 503],
    }),
  },
  '/portreeve/v1/lab/probe': {
    post: operation({
      id: 'probe_in_lab',
      summary: 'Sends a packet from one instance to another, and says whether it arrived and which rules counted it',
      ...inLab,
      body: LabProbeSchema,
      answer: [
        200,
        object({
          probe: object({
            verdict: words('allowed', 'dropped'),
            how: words('sent', 'evaluated'),
            from: end,
            to: end,
            sent: plain.integer,
            moved: list(
              object({
                host: plain.text,
                rules: list(
                  object({
                    table: plain.text,
                    chain: plain.text,
                    index: plain.integer,
                    packets: plain.integer,
                    text: plain.text,
                  }),
                ),
              }),
            ),
          }),
        }),
      ],
      refusals: [400, 403, 404, 409, 503],
    }),
  },
};
