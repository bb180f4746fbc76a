import { anyObject, boolean, stringUpTo } from '../resource/kind.ts';
import { quotaNames } from '../resource/quota.ts';
import { type Schema, list, object, plain, words } from '../resource/schema.ts';
import { vifTypes, vnicTypes } from '../resources/binding.ts';
import { fieldsParameter } from './list-parameters.ts';
import { type Paths, inPath, inQuery, operation } from './operation.ts';

const revision = ['X-Portreeve-Revision'];
const links = list(object({ rel: plain.text, href: plain.text }));
const extension = object({
  name: plain.text,
  alias: plain.text,
  description: plain.text,
  updated: plain.text,
  links: { type: 'array', maxItems: 0 },
});

/** Paths of the Networking API that no resource declares. */
export function networkingPaths(): Paths {
  return { ...versionPaths, ...availabilityPaths, ...quotaPaths, ...bindingPaths };
}

const versionPaths: Paths = {
  '/': {
    get: operation({
      id: 'list_versions',
      summary: 'Versions of the Networking API',
      tag: 'versions',
      isOpen: true,
      answer: [200, object({ versions: list(object({ id: plain.text, status: plain.text, links })) })],
    }),
  },
  '/v2.0/': {
    get: operation({
      id: 'show_version',
      summary: 'What version 2.0 begins with',
      tag: 'versions',
      answer: [200, object({ resources: list(object({ name: plain.text, collection: plain.text, links })) })],
    }),
  },
  '/v2.0/openapi.json': {
    get: operation({
      id: 'show_openapi',
      summary: 'This document',
      tag: 'versions',
      answer: [200, { type: 'object', required: ['openapi', 'info', 'paths', 'components'] }],
    }),
  },
  '/v2.0/extensions': {
    get: operation({
      id: 'list_extensions',
      summary: 'What the server offers beyond the core of the API',
      tag: 'versions',
      answer: [200, object({ extensions: list(extension) })],
    }),
  },
  '/v2.0/extensions/{alias}': {
    get: operation({
      id: 'show_extension',
      summary: 'Whether the server offers it',
      tag: 'versions',
      parameters: [inPath('alias')],
      answer: [200, object({ extension })],
      refusals: [404],
      // Not the usual form of an error, as recorded.
      missing: object({ message: plain.text, code: plain.text, title: plain.text }),
    }),
  },
};

/** Of a /64 there are more addresses than a double can count: an integer of any size. */
const count: Schema = { type: 'integer', minimum: 0 };
const availabilityDetails = object({
  total_ips_in_subnet: count,
  total_ips_in_allocation_pool: count,
  used_ips_in_subnet: count,
  used_ips_in_allocation_pool: count,
});

const availability: Schema = {
  type: 'object',
  properties: {
    network_id: plain.uuid,
    network_name: plain.text,
    project_id: plain.text,
    tenant_id: plain.text,
    used_ips: count,
    total_ips: { ...count, description: 'May be larger than 2^53.' },
    subnet_ip_availability: list(
      object({
        subnet_id: plain.uuid,
        subnet_name: plain.text,
        ip_version: { type: 'integer', enum: [4, 6] },
        cidr: plain.text,
        used_ips: count,
        total_ips: count,
        ip_availability_details: availabilityDetails,
      }),
    ),
    ip_availability_details: availabilityDetails,
  },
};

const availabilityPaths: Paths = {
  '/v2.0/availability_zones': {
    get: operation({
      id: 'list_availability_zones',
      summary: 'None: there are neither DHCP nor L3 agents',
      tag: 'availability',
      answer: [200, object({ availability_zones: { type: 'array', maxItems: 0 } })],
    }),
  },
  '/v2.0/network-ip-availabilities': {
    get: operation({
      id: 'list_network_ip_availabilities',
      summary: 'Addresses that networks have and use',
      description: 'For administrators; others see none.',
      tag: 'availability',
      parameters: [
        ...['network_id', 'network_name', 'project_id', 'tenant_id', 'ip_version'].map((name) =>
          inQuery(name, list(plain.text)),
        ),
        fieldsParameter,
      ],
      answer: [200, object({ network_ip_availabilities: list(availability) })],
      refusals: [400],
    }),
  },
  '/v2.0/network-ip-availabilities/{id}': {
    get: operation({
      id: 'show_network_ip_availability',
      summary: 'Addresses that one network has and uses',
      description: 'For administrators; others are told that there is none.',
      tag: 'availability',
      parameters: [inPath('id')],
      answer: [
        200,
        object({ network_ip_availability: { ...availability, required: Object.keys(availability.properties ?? {}) } }),
      ],
      refusals: [404],
    }),
  },
};

const each = (schema: Schema) => object(Object.fromEntries(quotaNames.map((name) => [name, schema])));
const limit: Schema = { type: 'integer', minimum: -1, maximum: 2 ** 31 - 1 };
const limits = each(limit);
const project = inPath('project');
const forced = 'Also when it is less than what is used.';

const quotaPaths: Paths = {
  '/v2.0/quotas': {
    get: operation({
      id: 'list_quotas',
      summary: 'Quotas of the projects that have values of their own',
      description: 'For administrators. -1 is no limit.',
      tag: 'quotas',
      answer: [
        200,
        object({ quotas: list({ allOf: [limits, object({ project_id: plain.text, tenant_id: plain.text })] }) }),
      ],
      refusals: [403],
    }),
  },
  '/v2.0/quotas/tenant': {
    get: operation({
      id: 'show_quota_tenant',
      summary: 'The project of the caller, under its older name',
      tag: 'quotas',
      answer: [200, object({ tenant: object({ tenant_id: plain.text }) })],
    }),
  },
  '/v2.0/quotas/project': {
    get: operation({
      id: 'show_quota_project',
      summary: 'The project of the caller',
      tag: 'quotas',
      answer: [200, object({ project: object({ project_id: plain.text }) })],
    }),
  },
  '/v2.0/quotas/{project}': {
    get: operation({
      id: 'show_quota',
      summary: 'Quotas of a project',
      description: 'His own for everybody, those of others for administrators. -1 is no limit.',
      tag: 'quotas',
      parameters: [project],
      answer: [200, object({ quota: limits })],
      refusals: [403],
    }),
    put: operation({
      id: 'update_quota',
      summary: 'Set some of the quotas of a project',
      description: 'For administrators.',
      tag: 'quotas',
      parameters: [project],
      body: object({
        quota: {
          type: 'object',
          properties: {
            ...Object.fromEntries(
              quotaNames.map((name) => [
                name,
                { anyOf: [limit, { type: 'string', pattern: '^\\s*[+-]?\\d+\\s*$', deprecated: true }] },
              ]),
            ),
            force: { ...boolean.schema, description: forced, default: false },
            check_limit: { ...boolean.schema, description: 'Changes nothing: it is checked unless it is forced.' },
            project_id: {},
            tenant_id: {},
          },
          additionalProperties: false,
        },
      }),
      answer: [200, object({ quota: limits })],
      headers: revision,
      refusals: [400, 403, 404],
    }),
    delete: operation({
      id: 'delete_quota',
      summary: 'Back to the defaults',
      description: 'For administrators.',
      tag: 'quotas',
      parameters: [project],
      answer: [204],
      headers: revision,
      refusals: [403, 404],
      missing: 'TenantQuotaNotFound',
    }),
  },
  '/v2.0/quotas/{project}/default': {
    get: operation({
      id: 'show_default_quota',
      summary: 'What a project without values of its own may have',
      tag: 'quotas',
      parameters: [project],
      answer: [200, object({ quota: limits })],
      refusals: [403],
    }),
  },
  '/v2.0/quotas/{project}/details': {
    get: operation({
      id: 'show_quota_details',
      summary: 'Quotas of a project, and how much of each it has',
      tag: 'quotas',
      parameters: [project],
      answer: [200, object({ quota: each(object({ limit, used: count, reserved: count })) })],
      refusals: [403],
    }),
  },
};

const shown = object({
  host: plain.text,
  vnic_type: words(...vnicTypes),
  profile: plain.object,
  vif_type: words(...vifTypes),
  vif_details: plain.object,
  status: words('ACTIVE', 'INACTIVE'),
});
const writable = {
  vnic_type: words(...vnicTypes),
  profile: anyObject.schema,
  project_id: {},
  tenant_id: {},
} as const;
const onHost = [inPath('id'), inPath('host')];
const ofBinding = { tag: 'port bindings', missing: 'PortNotFound, PortBindingNotFound' } as const;

const bindingPaths: Paths = {
  '/v2.0/ports/{id}/bindings': {
    get: operation({
      id: 'list_port_bindings',
      summary: "Bindings of an instance's port",
      description: 'For administrators; others see none.',
      ...ofBinding,
      parameters: [
        inPath('id'),
        ...['host', 'vif_type', 'vnic_type', 'status'].map((name) => inQuery(name, list(plain.text))),
        fieldsParameter,
      ],
      answer: [200, object({ bindings: list({ ...shown, required: [] }) })],
      refusals: [400, 404],
    }),
    post: operation({
      id: 'create_port_binding',
      summary: 'One more binding, on another host',
      description: 'For administrators.',
      ...ofBinding,
      parameters: [inPath('id')],
      body: object({
        binding: {
          type: 'object',
          properties: { host: { ...stringUpTo(255).schema, minLength: 1 }, ...writable },
          required: ['host'],
          additionalProperties: false,
        },
      }),
      answer: [201, object({ binding: shown })],
      headers: revision,
      refusals: [400, 403, 404, 409],
    }),
  },
  '/v2.0/ports/{id}/bindings/{host}': {
    get: operation({
      id: 'show_port_binding',
      summary: 'One binding',
      ...ofBinding,
      parameters: onHost,
      answer: [200, object({ binding: shown })],
      refusals: [400, 404],
    }),
    put: operation({
      id: 'update_port_binding',
      summary: 'Change a binding',
      description: 'For administrators.',
      ...ofBinding,
      parameters: onHost,
      body: object({ binding: { type: 'object', properties: writable, additionalProperties: false } }),
      answer: [200, object({ binding: shown })],
      headers: revision,
      refusals: [400, 403, 404, 409],
    }),
    delete: operation({
      id: 'delete_port_binding',
      summary: 'Remove a binding',
      description: 'For administrators.',
      ...ofBinding,
      parameters: onHost,
      answer: [204],
      headers: revision,
      refusals: [400, 403, 404],
    }),
  },
  '/v2.0/ports/{id}/bindings/{host}/activate': {
    put: operation({
      id: 'activate_port_binding',
      summary: 'Make it the binding that counts',
      description: 'For administrators. The answer has no wrapper key.',
      ...ofBinding,
      parameters: onHost,
      answer: [200, shown],
      headers: revision,
      refusals: [400, 403, 404, 409],
    }),
  },
};
