import { deleteVerb } from '../resources/delete-verb.ts';
import { subnets } from '../resources/subnet.ts';

export default deleteVerb(['subnet', 'delete'], subnets, 'cli.subnetDeleteSummary', 'cli.argSubnet');
